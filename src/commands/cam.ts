/** `chatform cam …`: who may do what, and what is wrong with policies. */
import { isWithin } from '../address.ts';
import type { Answer, Because, Request } from '../cam/evaluate.ts';
import type { Holder } from '../cam/model.ts';
import type { CamIndex, Through } from '../cam/statements.ts';
import type { JsonMap } from '../json.ts';
import type { Live } from '../model.ts';
import { jsonText, printable } from '../printable.ts';
import { diagnosticsText, placeText } from '../report/diagnostics.ts';
import { wrapped } from '../report/layout.ts';
import { didYouMean } from '../suggest.ts';
import { models } from './access.ts';
import { inputsOf, planSeen } from './plan.ts';
import { loadProject } from './project.ts';
import { withConsole } from './session.ts';
import { openStore } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

/** `cam can USER ACTION [APP]`: 0 when allowed, else 3. */
export const can: Run = async ({ arguments: [user = '', action = '', app], options }, world) => {
  const { index, request, directory } = await asked(action, app, options, world);
  const holder = holderNamed(index, directory, user);
  const { evaluate } = await import('../cam/evaluate.ts');
  const answer = evaluate(index, holder, request);
  if (options.json) world.print(`${jsonText({ format_version: '1.0', ...holder, ...answer })}\n`);
  else world.print(answerText(holder, answer, world));
  return answer.verdict === 'allowed' ? exitCodes.done : exitCodes.refused;
};

/** `cam who ACTION [APP]`. */
export const who: Run = async ({ arguments: [action = '', app], options }, world) => {
  const { index, request } = await asked(action, app, options, world);
  const { whoCan } = await import('../cam/evaluate.ts');
  const found = whoCan(index, request);
  if (options.json) {
    const holders = found.map(({ holder, answer }) => ({ ...holder, ...answer }));
    world.print(`${jsonText({ format_version: '1.0', holders })}\n`);
  } else if (found.length === 0) world.print('Nobody but the root account.\n');
  else world.print(found.map(({ holder, answer }) => answerText(holder, answer, world)).join(''));
  return exitCodes.done;
};

/** `cam needs`: the smallest policies for plan and for apply. */
export const needs: Run = async ({ options }, world) => {
  const project = loadProject(options, world);
  const { needsOf } = await import('../cam/needs.ts');
  const state = await (await openStore(project, world)).read();
  const found = needsOf(project.desired, (address) => state?.bindings.get(address));
  if (options.json) {
    world.print(`${jsonText({ format_version: '1.0', ...found, byHand: found.byHand ?? null })}\n`);
    return exitCodes.done;
  }
  const parts: [string, JsonMap | undefined][] = [
    ['To plan:', found.plan],
    ['To apply:', found.apply],
    ['For work by hand in the console:', found.byHand],
  ];
  const texts = parts.flatMap(([title, document]) =>
    document ? [`${world.look.paint('strong', title)}\n${jsonText(document)}\n`] : [],
  );
  const notes = found.notes.flatMap((note) => wrapped(note, world.look.columns, ''));
  world.print([...texts, ...(notes.length > 0 ? [`${notes.join('\n')}\n`] : [])].join('\n'));
  return exitCodes.done;
};

/** `cam lint`: all findings of all policies, also what is only worth knowing. */
export const lint: Run = async ({ options }, world) => {
  const { desired } = loadProject(options, world);
  const [{ lintDesired }, { modelOfDesired }] = await Promise.all([
    import('../cam/lint/index.ts'),
    import('../cam/model.ts'),
  ]);
  const found = lintDesired(desired, modelOfDesired(desired));
  const isWrong = found.some((one) => one.severity === 'error');
  if (options.json) world.print(`${jsonText({ format_version: '1.0', findings: found })}\n`);
  else if (found.length === 0) world.print('Nothing to say about the policies.\n');
  else {
    const notes = found.filter((one) => one.severity === 'note');
    const loud = found.flatMap(({ severity, ...one }) =>
      severity === 'note' ? [] : [{ ...one, severity, rule: one.id }],
    );
    if (loud.length > 0) world.print(diagnosticsText(loud, world.look));
    for (const { source, message, id } of notes)
      world.print(`${placeText(source)}: note: ${printable(message)} (${id})\n`);
  }
  return isWrong ? exitCodes.error : exitCodes.done;
};

/** The account that is asked about: once the configuration is applied, or with --live as it is. */
async function asked(
  action: string,
  app: string | undefined,
  options: Options,
  world: World,
): Promise<{
  readonly index: CamIndex;
  readonly request: Request;
  readonly directory: Live['directory'];
}> {
  const project = loadProject(options, world);
  const [{ indexOf }, { requestOf }] = await Promise.all([
    import('../cam/statements.ts'),
    import('../cam/evaluate.ts'),
  ]);
  const state = await (await openStore(project, world)).read();
  return withConsole(project, world, state, async (adapter) => {
    const inputs = { ...inputsOf(project, options), secrets: 'unread' as const };
    const planned = await planSeen(project, adapter, state, inputs);
    requireRead(planned.live);
    const { before, after } = await models(planned, project);
    const index = indexOf(options.live ? before : after);
    const request = requestOf(index, { action, ...(app !== undefined && { app }) });
    if ('problem' in request) throw new Failure(request.problem, exitCodes.usage);
    await doubt(request, world);
    return { index, request, directory: planned.live.directory };
  });
}

/** A slip in an action gets an answer that is true and means nothing: says that nobody knows the action. */
async function doubt({ action }: Request, { tell }: World): Promise<void> {
  const { actionText, actionsOf, knownAction } = await import('../cam/action.ts');
  if (knownAction(action)) return;
  const hint = didYouMean(
    actionText(action),
    actionsOf(action.service).map((one) => actionText(one)),
  );
  tell(`Warning: ${printable(actionText(action))} is on no list of known actions.${hint}\n`);
}

/** A policy that was not seen may allow and may deny: no answer can be given. @throws Failure */
export function requireRead({ unreadable }: Live): void {
  const part = unreadable.find(({ address }) => address === '' || isWithin(address, 'cam'));
  if (!part) return;
  throw new Failure(`It cannot be told who may do what: ${part.address || 'the console'}: ${part.reason}`);
}

/** `alice`, or `group:chat-operators`, with policies or without. @throws Failure for whom the account does not have */
function holderNamed({ holders }: CamIndex, directory: Live['directory'], text: string): Holder {
  const [kind, name] = text.startsWith('group:')
    ? ['group' as const, text.slice('group:'.length)]
    : ['user' as const, text];
  const known = new Set([
    ...(kind === 'group' ? directory.groups : directory.users),
    ...holders.filter((one) => one.kind === kind).map((one) => one.name),
  ]);
  if (known.has(name)) return { kind, name };
  const noun = kind === 'group' ? 'user group' : 'sub-account';
  throw new Failure(`there is no ${noun} "${name}".${didYouMean(name, known)}`, exitCodes.usage);
}

const verdicts: Readonly<Record<Answer['verdict'], string>> = {
  allowed: 'allowed',
  denied: 'denied',
  'not-allowed': 'not allowed: no policy allows it',
  depends: 'it depends',
};

function answerText({ kind, name }: Holder, { verdict, by, unknown }: Answer, { look }: World): string {
  const tone = verdict === 'allowed' ? 'add' : verdict === 'depends' ? 'warning' : 'remove';
  const lines = [
    `${kind === 'group' ? 'group ' : ''}${printable(name)}: ${look.paint(tone, verdicts[verdict])}`,
    ...by.map((one) => `  ${printable(becauseText(one))}`),
    ...(unknown.length > 0
      ? [`  what ${unknown.map((one) => printable(one.policy)).join(', ')} says is not known`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function becauseText({ effect, policy, preset, statement, through, on, inferred }: Because): string {
  const verb = effect === 'allow' ? 'allowed' : 'denied';
  const what = `${verb} by statement ${statement + 1} of ${preset ? 'the preset ' : ''}${policy}`;
  const when = on.length > 0 ? `, if ${on.join(' and ')}` : '';
  const guess = inferred ? '; its document is not published, and taken from its description' : '';
  return `${what}, ${through.map(throughText).join(' and ')}${when}${guess}`;
}

function throughText(through: Through): string {
  return through.kind === 'direct' ? 'attached directly' : `through the group ${through.name}`;
}
