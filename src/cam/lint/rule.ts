/** What a rule of the lint is: data with an example of each kind, and at most one function. */
import type { Json } from '../../json.ts';
import type { Path, Statement } from '../document.ts';
import type { CamModel } from '../model.ts';

/** `error`: CAM refuses it, or it grants something else than it says. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** What a policy is held against: the account, and as much as is known of its apps. */
export type LintWorld = Pick<CamModel, 'account' | 'apps' | 'allApps'>;

/** A policy that is looked at. */
export interface LintPolicy {
  readonly statements: readonly Statement[];
  /** False when something of the document could not be read. */
  readonly isSound: boolean;
  /** Its length in characters as CAM counts them. */
  readonly length: number;
}

/** The statements that allow something. */
export const allowing = ({ statements }: LintPolicy): Statement[] =>
  statements.filter((one) => one.effect === 'allow');

/** True for a statement that holds in any case. */
export const isFree = (statement: Statement): boolean => statement.conditions.length === 0;

/** Something that is wrong at a place of the document. */
export interface Complaint {
  readonly path: Path;
  /** What is wrong, and what to do about it. */
  readonly message: string;
}

export interface LintRule {
  /** Stable: `cam/unknown-action`. */
  readonly id: string;
  readonly severity: Severity;
  /** The console's rules that it holds: `CAM-4`. */
  readonly rules: readonly string[];
  readonly title: string;
  /** Why it matters, in one sentence. */
  readonly why: string;
  /** Documents: one that is clean, and one that is not. */
  readonly good: Json;
  readonly bad: Json;
  /** Undefined for what is found while the document is read. */
  readonly check?: (policy: LintPolicy, world: LintWorld) => readonly Complaint[];
}

/** What the examples are held against: two apps, each with a tag. */
export const exampleWorld: LintWorld = {
  account: '100000000001',
  apps: [
    { kind: 'app', name: 'apps.support', id: '1400000001', tags: { team: 'chat' } },
    { kind: 'app', name: 'apps.lobby', id: '1400000002', tags: { team: 'games' } },
  ],
  allApps: true,
};

/** The resource of an app of the examples. */
export const exampleApp = (id: string): string => `qcs::im::uin/${exampleWorld.account}:sdkappid/${id}`;

/** A document of one statement, made of a sound one with some elements changed; undefined takes one away. */
export function example(...changes: readonly { readonly [element: string]: Json | undefined }[]): Json {
  const sound = {
    effect: 'allow',
    action: ['name/im:DescribeAbilityConfInfo'],
    resource: [exampleApp('1400000001')],
  };
  const statement = changes.map((change) =>
    Object.fromEntries(Object.entries({ ...sound, ...change }).filter(([, value]) => value !== undefined)),
  );
  return { version: '2.0', statement: statement as Json[] };
}
