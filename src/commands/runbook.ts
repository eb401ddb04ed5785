/** `chatform runbook`: what is to be done by hand; with `--check`, what the public APIs show of it. */
import fs from 'node:fs';
import path from 'node:path';
import type { Adapter, Claim, Sign } from '../adapters/adapter.ts';
import { parseAddress } from '../address.ts';
import type { JsonMap } from '../json.ts';
import type { Live, Plan } from '../model.ts';
import { liveSegments } from '../plan/locate.ts';
import { hasUnknown, recordable } from '../plan/values.ts';
import { jsonText, printable } from '../printable.ts';
import { plural } from '../report/layout.ts';
import { type Runbook, runbookOf } from '../report/runbook.ts';
import type { State } from '../state/state.ts';
import { codeOf, writeAtomically } from '../storage/atomic.ts';
import { inputsOf, planSeen, requireKnown } from './plan.ts';
import { openPlan } from './plan-file.ts';
import { loadProject, type Project } from './project.ts';
import { withConsole } from './session.ts';
import { openStore } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ arguments: [file], options }, world) => {
  if (file !== undefined && options.check)
    throw new Failure('--check asks the console now: it goes without a saved plan.', exitCodes.usage);
  if (file !== undefined) {
    const { plan } = await openPlan(path.resolve(world.cwd, file), options, world);
    return print(bookOf(plan, options, world), options, world);
  }
  const project = loadProject(options, world);
  const state = await (await openStore(project, world)).read();
  return withConsole(project, world, state, async (adapter) => {
    const inputs = inputsOf(project, options);
    requireKnown(inputs, project, state);
    const planned = await planSeen(project, adapter, state, inputs);
    if (options.check) return look(adapter, planned, options, world);
    tellUnread(planned.plan, world);
    return print(bookOf(planned.plan, options, world), options, world);
  });
};

/** What could not be read may be to be done as well: a runbook without it says so. */
function tellUnread({ complete, diagnostics, inputs }: Plan, world: World): void {
  if (complete || inputs.targets.length + inputs.excludes.length > 0) return;
  for (const { severity, message } of diagnostics)
    if (severity === 'warning') world.tell(`Warning: ${printable(message)}.\n`);
  world.tell('Not all of the console could be read: more may be to be done by hand than is shown.\n');
}

/** Its commands name the directory as it was given. */
function bookOf(plan: Plan, { directory }: Options, world: World): Runbook {
  return runbookOf(plan, world.now(), directory === '.' ? undefined : directory);
}

async function print(book: Runbook, options: Options, world: World): Promise<number> {
  const format = options.json ? 'json' : (options.format ?? 'text');
  world.print(await shown(book, format, world));
  return exitCodes.done;
}

async function shown(book: Runbook, format: string, world: World): Promise<string> {
  if (format === 'markdown') return (await import('../report/runbook-markdown.ts')).runbookMarkdown(book);
  if (format === 'html') return (await import('../report/runbook-html.ts')).runbookHtml(book);
  if (format === 'json')
    return `${jsonText((await import('../report/runbook-json.ts')).runbookJson(book))}\n`;
  return (await import('../report/runbook-text.ts')).runbookText(book, world.look);
}

/** The files of a runbook beside the state: for people who were not there when it was made. */
const files = { 'runbook.txt': 'text', 'runbook.md': 'markdown', 'runbook.html': 'html' } as const;

/**
 * Writes the runbook of a plan as text, Markdown and HTML, or takes the old one away where nothing is to be done by
 * hand. Returns where the Markdown is. @throws Failure
 */
export async function writeRunbook(
  plan: Plan,
  project: Project,
  options: Options,
  world: World,
): Promise<string | undefined> {
  const book = bookOf(plan, options, world);
  const plain: World = { ...world, look: { paint: (_, text) => text, columns: 100 } };
  try {
    for (const [name, format] of Object.entries(files)) {
      const file = path.join(project.store, name);
      if (book.steps.length === 0) fs.rmSync(file, { force: true });
      else writeAtomically(file, new TextEncoder().encode(await shown(book, format, plain)));
    }
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new Failure(`The runbook could not be written: ${error instanceof Error ? error.message : error}`);
  }
  return book.steps.length === 0 ? undefined : path.join(project.store, 'runbook.md');
}

/** A claim with where it stands in the plan. */
interface Question {
  readonly address: string;
  readonly claim: Claim;
  /** True: somebody said that it was done. */
  readonly isConfirmed: boolean;
}

async function look(
  adapter: Adapter,
  { plan, live, state }: { plan: Plan; live: Live; state: State },
  options: Options,
  world: World,
): Promise<number> {
  const questions = [...toDo(plan), ...confirmedOnes(plan, state)];
  const signs = adapter.probe
    ? await adapter.probe(questions.map((one) => one.claim))
    : questions.map((): Sign => ({ says: 'cannot-tell', how: 'this console shows no signs' }));
  const found = questions.map(({ address, isConfirmed }, i) => ({
    address,
    confirmed: isConfirmed,
    ...(signs[i] ?? { says: 'cannot-tell' as const, how: 'it was not looked at' }),
  }));
  const wrong = found.filter((one) => one.confirmed && one.says === 'not-done');
  if (options.json)
    world.print(`${jsonText({ format_version: '1.0', account: live.account, signs: found })}\n`);
  else if (found.length === 0) world.print('Nothing is to be done by hand, and nothing was.\n');
  else for (const one of found) world.print(line(one));
  if (wrong.length === 0) return exitCodes.done;
  world.tell(
    `Error: ${plural(wrong.length, 'confirmation does', 'confirmations do')} not hold: \`chatform confirm --deny\` takes one back.\n`,
  );
  return exitCodes.error;
}

const words = { done: 'done', 'not-done': 'not done', 'cannot-tell': 'cannot tell' } as const;

function line({ address, confirmed, says, how }: Sign & { address: string; confirmed: boolean }): string {
  const said = confirmed ? 'confirmed' : 'to be done';
  return `${printable(address)} (${said}): ${words[says]}: ${printable(how)}\n`;
}

/** What is to be done by hand and has its place already. */
function toDo(plan: Plan): Question[] {
  const bindings = new Map(Object.entries(plan.bindings));
  return plan.changes.flatMap(({ address, byHand, segments, kind, action, after }): Question[] => {
    const live = liveSegments(segments, bindings);
    if (!byHand || !live) return [];
    const body = after === null || hasUnknown(after) ? {} : (recordable(after) as JsonMap);
    return [{ address, isConfirmed: false, claim: { kind, action, segments: live, body } }];
  });
}

function confirmedOnes(plan: Plan, { records, confirmations, bindings }: State): Question[] {
  const open = new Set(plan.changes.filter((one) => one.byHand).map((one) => one.address));
  return plan.confirmed.flatMap(({ address, kind }): Question[] => {
    const segments = liveSegments(parseAddress(address) ?? [], bindings);
    const body = records.get(address)?.body;
    if (open.has(address) || !segments || !body) return [];
    const action = confirmations.get(address)?.action ?? 'update';
    return [{ address, isConfirmed: true, claim: { kind, action, segments, body } }];
  });
}
