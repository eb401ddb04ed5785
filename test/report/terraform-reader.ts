/**
 * A reader that knows Terraform's plans and nothing of chatform: the types are Terraform's own
 * (`terraform show -json`, format 1.2), the code is what people write on top of them.
 */

interface TerraformChange {
  readonly actions: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  readonly after_unknown: unknown;
  readonly before_sensitive: unknown;
  readonly after_sensitive: unknown;
}

interface TerraformResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly provider_name: string;
  readonly change: TerraformChange;
  readonly action_reason?: string;
}

export interface TerraformPlan {
  readonly format_version: string;
  readonly resource_changes?: readonly TerraformResourceChange[];
  readonly resource_drift?: readonly TerraformResourceChange[];
  readonly applyable: boolean;
  readonly complete: boolean;
  readonly errored: boolean;
}

/** Takes every minor version of the major version that it knows, as Terraform's rule is. @throws Error */
export function readPlan(text: string): TerraformPlan {
  const plan = JSON.parse(text) as TerraformPlan;
  if (!plan.format_version.startsWith('1.'))
    throw new Error(`format ${plan.format_version} is not supported`);
  return plan;
}

/** How many of each operation; a replacement is two actions, in either order. */
export function tally({ resource_changes = [] }: TerraformPlan): Record<string, number> {
  const count: Record<string, number> = {};
  for (const { change, previous_address } of resource_changes) {
    const operation = change.actions.length === 2 ? 'replace' : (change.actions[0] ?? 'none');
    count[operation] = (count[operation] ?? 0) + 1;
    if (previous_address !== undefined) count.move = (count.move ?? 0) + 1;
  }
  return count;
}

/** Everything that ends, found as Terraform says it is to be found: by scanning the actions. */
export function destroyed({ resource_changes = [] }: TerraformPlan): string[] {
  return resource_changes
    .filter((one) => one.change.actions.includes('delete'))
    .map((one) => (one.action_reason === undefined ? one.address : `${one.address} (${one.action_reason})`));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of a value that may be an object: what is under a key. */
const under = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

/** One line for each attribute that is not the same before and after. */
export function attributeLines({ change }: TerraformResourceChange): string[] {
  const { before, after, after_unknown, before_sensitive, after_sensitive } = change;
  return lines('', before, after, after_unknown, before_sensitive, after_sensitive);
}

function lines(
  path: string,
  before: unknown,
  after: unknown,
  unknown: unknown,
  hiddenBefore: unknown,
  hiddenAfter: unknown,
): string[] {
  const was = hiddenBefore === true ? '(sensitive)' : JSON.stringify(before);
  if (unknown === true) return [`${path}: ${was} -> (known after apply)`];
  if (hiddenAfter === true) return [`${path}: ${was} -> (sensitive)`];
  if ([before, after, unknown, hiddenAfter].some(isObject)) {
    const all = [before, after, unknown, hiddenAfter].flatMap((one) =>
      isObject(one) ? Object.keys(one) : [],
    );
    return [...new Set(all)].flatMap((key) =>
      lines(
        path === '' ? key : `${path}.${key}`,
        under(before, key),
        under(after, key),
        under(unknown, key),
        under(hiddenBefore, key),
        under(hiddenAfter, key),
      ),
    );
  }
  const will = JSON.stringify(after);
  return was === will ? [] : [`${path}: ${was} -> ${will}`];
}
