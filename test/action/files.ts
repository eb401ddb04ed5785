/** The files that people use on GitHub: action.yml and the workflows to copy. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly 'runs-on': string | readonly string[];
  readonly if?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly strategy: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** The text of a file of the repository. */
export function textOf(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}

export const action = parse(textOf('action.yml')) as Action;

const folder = 'examples/github-actions';

export interface WorkflowFile {
  readonly name: string;
  readonly text: string;
  readonly workflow: Workflow;
}

export const workflows: readonly WorkflowFile[] = readdirSync(path.join(root, folder)).map((name) => {
  const text = textOf(`${folder}/${name}`);
  return { name, text, workflow: parse(text) as Workflow };
});

/** The workflow of a file. */
export function workflow(name: string): Workflow {
  const found = workflows.find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found.workflow;
}

/** The steps of a workflow, with the job that each is in. */
export function stepsOf({ jobs }: Workflow): { readonly job: string; readonly step: Step }[] {
  return Object.entries(jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ job, step })));
}

/** How the workflows to copy write chatform's own repository: no account of GitHub can have this name. */
export const chatform = '<OWNER>/chatform@<COMMIT>';

/** An expression of a workflow. */
export const expression = (text: string) => `\${{ ${text} }}`;
