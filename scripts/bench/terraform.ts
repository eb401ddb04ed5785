/**
 * Terraform on as many leaves as an account has: its built-in `terraform_data`, which needs no network and no process
 * of a provider. An object of some leaves a resource is in its favour, as chatform has more resources for them.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Place, run } from './process.ts';
import { placeIn } from './projects.ts';
import { inTurns, type Sample } from './samples.ts';

const leavesOfResource = 34;
const stateFile = 'terraform.tfstate';

/** The version that is on the PATH; undefined: none is. */
export function terraformVersion(): string | undefined {
  const { status, stdout } = spawnSync('terraform', ['version', '-json'], {
    env: { PATH: process.env.PATH, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' },
    encoding: 'utf8',
  });
  return status === 0 ? (JSON.parse(stdout) as { terraform_version: string }).terraform_version : undefined;
}

/** Terraform in a folder of its own, initialised, with so many leaves and nothing applied. */
function terraformIn(folder: string, leaves: number) {
  const place = placeIn(folder, `terraform-${leaves}`);
  fs.writeFileSync(path.join(place.directory, 'main.tf'), configurationOf(leaves));
  run(['terraform', 'init', '-input=false'], place);
  const state = path.join(place.directory, stateFile);
  return {
    plan: () => planUnchanged(place, state, leaves),
    apply: () => {
      for (const file of [state, `${state}.backup`]) fs.rmSync(file, { force: true });
      return run(['terraform', 'apply', '-auto-approve', '-input=false'], place);
    },
  };
}

/** The exit code holds that the state is what its own apply would have written: there is nothing to change. */
function planUnchanged(place: Place, state: string, leaves: number): Sample {
  if (!fs.existsSync(state)) fs.writeFileSync(state, stateOf(leaves));
  return run(['terraform', 'plan', '-detailed-exitcode', '-input=false'], place);
}

/** The settings of each resource: name → value. */
function resourcesOf(leaves: number): Readonly<Record<string, string>>[] {
  return Array.from({ length: Math.ceil(leaves / leavesOfResource) }, (_, resource) => {
    const first = resource * leavesOfResource;
    const count = Math.min(leavesOfResource, leaves - first);
    return Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`setting_${i}`, `value-${first + i}`]),
    );
  });
}

function configurationOf(leaves: number): string {
  const blocks = resourcesOf(leaves).map((settings, i) => {
    const lines = Object.entries(settings).map(([name, value]) => `    ${name} = "${value}"\n`);
    return `resource "terraform_data" "game_${i}" {\n  input = {\n${lines.join('')}  }\n}\n`;
  });
  return blocks.join('');
}

/** What an apply of them all writes. Terraform's own takes minutes, since it writes the whole for each resource. */
function stateOf(leaves: number): string {
  const resources = resourcesOf(leaves).map((value, i) => {
    const type = ['object', Object.fromEntries(Object.keys(value).map((name) => [name, 'string']))];
    const attributes = {
      id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      input: { value, type },
      output: { value, type },
      triggers_replace: null,
    };
    return {
      mode: 'managed',
      type: 'terraform_data',
      name: `game_${i}`,
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }],
    };
  });
  const lineage = '00000000-0000-4000-8000-000000000000';
  return JSON.stringify(
    { version: 4, serial: 1, lineage, outputs: {}, resources, check_results: null },
    null,
    2,
  );
}

export interface Compared {
  readonly chatform: readonly Sample[];
  readonly terraform: readonly Sample[];
  /** What was measured, where that was not all leaves. */
  readonly note?: string;
}

export interface Comparison {
  readonly folder: string;
  readonly leaves: number;
  readonly rounds: number;
  /** Seconds that one run of Terraform may take. */
  readonly patience: number;
}

/**
 * Terraform and chatform in turns. Where Terraform would take too long for all leaves, it is measured with two parts
 * of them, and what it would take for all is on the straight line through both: it takes more, since it grows faster.
 */
export async function compared(
  command: 'plan' | 'apply',
  chatform: () => Sample,
  { folder, leaves, rounds, patience }: Comparison,
): Promise<Compared> {
  const parts = [16, 8, 4, 2, 1].map((part) => Math.ceil(leaves / part));
  const on = (part: number) => terraformIn(fs.mkdtempSync(path.join(folder, 'terraform-')), part)[command];
  chatform();
  let chosen = 1;
  // Twice the leaves take an apply four times as long.
  while (chosen < parts.length - 1 && on(parts[chosen] ?? leaves)().seconds * 4 <= patience) chosen += 1;
  const [less = 0, more = 0] = parts.slice(chosen - 1);
  if (more === leaves) return inTurns(rounds, { terraform: on(more), chatform }, true);
  const taken = await inTurns(rounds, { less: on(less), more: on(more), chatform }, true);
  const onLine = (a: number, b: number) => b + ((b - a) * (leaves - more)) / (more - less);
  const terraform = taken.more.map((b, round) => {
    const a = taken.less[round] ?? b;
    return {
      seconds: onLine(a.seconds, b.seconds),
      megabytes: onLine(a.megabytes ?? 0, b.megabytes ?? 0),
    };
  });
  const measured = `measured with ${less} and ${more} of ${leaves} leaves, and straight on from there`;
  return { terraform, chatform: taken.chatform, note: `Terraform's ${command}: ${measured}` };
}
