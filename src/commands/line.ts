/** argv → a command and what it was given. */
import { Command as Commander, CommanderError, InvalidArgumentError, Option } from 'commander';
import { consequenceClasses } from '../catalog/kind.ts';
import { algorithms, longestValidity, usualValidity } from '../usersig/signed.ts';
import { version } from '../version.ts';
import { type Command, commands, groups, type OptionName } from './index.ts';
import {
  exitCodes,
  type Given,
  type Options,
  planFormats,
  runbookFormats,
  statsFormats,
  statsPeriods,
} from './world.ts';

/** What argv asks for: a command to run, or a text that answers it (help, a usage error). */
export type Line =
  | { readonly command: Command; readonly given: Given }
  | { readonly text: string; readonly code: number };

/** `--var` and `--var-file` in one list, since the later of them wins. */
type Vars = Options['vars'][number][];

/** Reads the command line. Flags may stand anywhere; what is not known is an error. */
export function readLine(argv: readonly string[], columns: number): Line {
  let text = '';
  const vars: Vars = [];
  let chosen: { command: Command; given: Given } | undefined;
  const output = (part: string) => {
    text += part;
  };
  const program = configured(new Commander('chatform'), output, columns)
    .description('Configuration as code for Tencent Cloud Chat: plan, review, apply.')
    .version(`chatform ${version}`, '-V, --version', 'print the version')
    .addHelpText('after', '\n`chatform COMMAND --help` has examples for each command.');
  const parents = new Map<string, Commander>();
  const { words, rest } = split(argv);
  // To describe all commands takes longer than to run some: the others are for the help, and for what is misspelt.
  const called = commands.filter(({ name }) => name === words.join(' '));
  for (const command of called.length > 0 ? called : commands) {
    const [group = '', word] = command.name.split(' ');
    let parent = program;
    if (word !== undefined) {
      parent =
        parents.get(group) ??
        configured(program.command(group), output, columns).description(groups[group] ?? '');
      parents.set(group, parent);
    }
    const one = configured(parent.command(word ?? group), output, columns).description(command.summary);
    describe(one, command, vars);
    one.action((...parts: unknown[]) => {
      const values = parts
        .slice(0, -2)
        .flat()
        .filter((part) => typeof part === 'string') as string[];
      chosen = { command, given: { arguments: values, options: optionsOf(one.optsWithGlobals(), vars) } };
    });
  }
  try {
    program.parse([...words, ...rest], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const isHelp = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    return { text, code: isHelp || error.exitCode === 0 ? exitCodes.done : exitCodes.usage };
  }
  return chosen ?? { text: program.helpInformation(), code: exitCodes.usage };
}

/** The words of the command, and all else, wherever they stood. */
function split(argv: readonly string[]): { words: string[]; rest: string[] } {
  const words: string[] = [];
  const rest = [...argv];
  const isWhole = () => words.length === 2 || (words.length === 1 && !isGroup(words[0]));
  for (let at = 0; at < rest.length && rest[at] !== '--' && !isWhole(); ) {
    const part = rest[at] ?? '';
    if (!part.startsWith('-')) words.push(...rest.splice(at, 1));
    else at += takesValue().has(part) ? 2 : 1;
  }
  return { words, rest };
}

const isGroup = (word = '') => Object.hasOwn(groups, word);

/** The flags that are followed by a value. */
function takesValue(): Set<string | undefined> {
  const options = [...common(), ...Object.values(optionGroups).flatMap((group) => group([]))];
  return new Set(options.filter((option) => option.required).flatMap(({ short, long }) => [short, long]));
}

function configured(command: Commander, output: (text: string) => void, columns: number): Commander {
  return command
    .exitOverride()
    .showHelpAfterError('(add --help for what is known here)')
    .configureOutput({
      writeOut: output,
      writeErr: output,
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
    })
    .configureHelp({ sortSubcommands: false });
}

function describe(one: Commander, command: Command, vars: Vars): void {
  for (const { syntax, description } of command.arguments ?? []) one.argument(syntax, description);
  for (const option of [...common(), ...command.options.flatMap((name) => optionGroups[name](vars))])
    one.addOption(option);
  const width = Math.max(...command.examples.map(([line]) => line.length));
  const examples = command.examples.map(([line, what]) => `  chatform ${line.padEnd(width)}  ${what}`);
  one.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
}

function common(): Option[] {
  return [
    new Option('-C, --directory <dir>', "the configuration's directory").default('.'),
    new Option('--json', 'for programs'),
    new Option('--no-color', 'no colours, as with NO_COLOR in the environment'),
  ];
}

const optionGroups: Readonly<Record<OptionName, (vars: Vars) => Option[]>> = {
  environment: () => [new Option('--env <name>', 'lay environments/<name>.yaml over the configuration')],
  vars: (vars) => [
    new Option('--var <name=value>', 'set a variable; can be repeated').argParser((text) =>
      vars.push(variable(text)),
    ),
    new Option('--var-file <file>', 'set variables by a YAML file; can be repeated').argParser((path) =>
      vars.push({ path }),
    ),
  ],
  format: () => [new Option('--format <format>', planFormats.join(', ')).choices(planFormats)],
  plan: () => [
    new Option('--out <file>', 'save the plan, to be applied as it is'),
    new Option('--summary <file>', 'save the counts as a small JSON file'),
    new Option('--no-secrets', 'do not read secrets, where there are none; the plan cannot be applied'),
    new Option('--refresh-only', 'show only what was changed outside of chatform'),
  ],
  guardrails: () => [
    new Option('--guardrails <dir>', 'rules of this directory too, which the configuration cannot change'),
  ],
  live: () => [new Option('--live', 'as the console is now, not as it is once the configuration is applied')],
  massChange: () => [
    new Option(
      '--allow-mass-change <digest>',
      'let the plan with this digest pass chatform/mass-change',
    ).argParser(digest),
  ],
  detailedExitcode: () => [new Option('--detailed-exitcode', 'exit code 2 when there are changes')],
  targets: () => [
    new Option('--target <address>', 'only this and what it needs; can be repeated')
      .argParser(addText)
      .default([], 'all'),
    new Option('--exclude <address>', 'not this and what needs it; can be repeated')
      .argParser(addText)
      .default([], 'none'),
  ],
  autoApprove: () => [new Option('--auto-approve', 'do not ask')],
  check: () => [new Option('--check', 'write nothing, only say what would be written')],
  apply: () => [
    new Option('--auto-approve', 'do not ask'),
    new Option(
      '--allow <classes>',
      `consequences that --auto-approve may bring: ${consequenceClasses.slice(0, 5).join(', ')}`,
    )
      .argParser(classes)
      .default([], 'none'),
    new Option(
      '--expect <digest>',
      'only if the plan is the approved one, by its digest; asks nothing',
    ).argParser(digest),
    new Option('--partial', 'apply what is not refused'),
    new Option('--parallelism <n>', 'how many changes at a time').argParser(count).default(10),
  ],
  confirm: () => [
    new Option('--by <name>', 'who did it; else GITHUB_ACTOR or the user of this machine'),
    new Option('--deny', 'it was not done after all: take the confirmation back'),
  ],
  runbook: () => [
    new Option('--format <format>', runbookFormats.join(', ')).choices(runbookFormats),
    new Option('--check', 'look for signs of what was done, by calls that change nothing'),
  ],
  yes: () => [new Option('--yes', 'do not ask')],
  force: () => [
    new Option('--force', 'also a state of another lineage, or with a lower serial; a person has to say yes'),
  ],
  lock: () => [
    new Option('--lock-timeout <seconds>', 'how long to wait while somebody else holds the lock')
      .argParser(within(86_400))
      .default(0),
  ],
  serve: () => [
    new Option('--port <n>', 'the port to listen on; 0 for any').argParser(within(65_535)).default(8700),
    new Option('--faults <percent>', 'how many of 100 calls go wrong').argParser(within(100)).default(0),
    new Option('--limits <limits>', 'whether calls that come too fast are turned away')
      .choices(['real', 'off'])
      .default('real'),
    new Option('--consistency-delay <seconds>', 'how long lists of CAM take to show a write')
      .argParser(within(3600))
      .default(0),
  ],
  appKey: () => [
    new Option('--sdk-app-id <id>', 'the app').argParser(sdkAppId),
    new Option('--user <id>', 'the UserID'),
    new Option('--key-env <name>', 'the environment variable that has the key of the app'),
    new Option('--key-file <file>', 'the file that has it; without either flag the key is asked for'),
    new Option(
      '--algorithm <name>',
      `${algorithms.join(', ')}: the old one, with a key in PEM, is for apps created before 2019-08-15`,
    ).choices(algorithms),
  ],
  expire: () => [
    new Option('--expire <time>', 'how long it is valid: seconds, or such as 12h, 180d')
      .argParser(seconds)
      .default(usualValidity, '180d'),
  ],
  stats: () => [
    new Option('--format <format>', statsFormats.join(', ')).choices(statsFormats),
    new Option('--days <n>', `the last days: ${statsPeriods.join(', ')}`).argParser(period),
    new Option('--from <date>', 'the first day, such as 2026-03-01: at most 30 days ago').argParser(date),
    new Option('--to <date>', 'the last day; yesterday where left out').argParser(date),
    new Option('--out <file>', 'write to this file'),
  ],
};

function variable(text: string): Vars[number] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write NAME=VALUE.');
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}

function addText(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

function classes(text: string, before: readonly string[]): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(consequenceClasses as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is none of ${consequenceClasses.join(', ')}.`);
  return [...before, ...names];
}

function digest(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new InvalidArgumentError('Give the 64 digits and letters that a plan ends with.');
  return text;
}

/** A whole number from 0. */
function within(most: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,6}$/.test(text) || Number(text) > most)
      throw new InvalidArgumentError(`Give a whole number from 0 to ${most}.`);
    return Number(text);
  };
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 100)
    throw new InvalidArgumentError('Give a whole number from 1 to 100.');
  return number;
}

function sdkAppId(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('Give a number such as 1400000001.');
  return Number(text);
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };

function seconds(text: string): number {
  const [, digits, unit = ''] = /^([1-9]\d{0,9})([smhd]?)$/.exec(text) ?? [];
  const number = Number(digits) * (units[unit] ?? 1);
  if (digits === undefined)
    throw new InvalidArgumentError(
      'Give a number of seconds, or one with m, h or d behind it, such as 180d.',
    );
  if (number > longestValidity)
    throw new InvalidArgumentError(
      `Give at most ${longestValidity / 86_400}d: nobody can take a UserSig back before it expires.`,
    );
  return number;
}

function period(text: string): number {
  const found = statsPeriods.find((days) => String(days) === text);
  if (found === undefined)
    throw new InvalidArgumentError(
      `Give one of ${statsPeriods.join(', ')}; --from and --to take other periods.`,
    );
  return found;
}

function date(text: string): string {
  const isReal = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isReal || new Date(text).toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('Give a date such as 2026-03-01.');
  return text;
}

function served({ port, faults, limits, consistencyDelay }: Record<string, unknown>): Partial<Options> {
  return {
    ...(typeof port === 'number' && { port }),
    ...(typeof faults === 'number' && { faults }),
    ...((limits === 'real' || limits === 'off') && { limits }),
    ...(typeof consistencyDelay === 'number' && { consistencyDelay }),
  };
}

function optionsOf(found: Record<string, unknown>, vars: Vars): Options {
  const text = (name: string) => (typeof found[name] === 'string' ? (found[name] as string) : undefined);
  const [env, format, out] = [text('env'), text('format'), text('out')];
  const by = text('by');
  const [summary, expect] = [text('summary'), text('expect')];
  const [guardrails, allowMassChange] = [text('guardrails'), text('allowMassChange')];
  return {
    directory: text('directory') ?? '.',
    ...(env !== undefined && { env }),
    vars,
    json: found.json === true,
    ...(format !== undefined && { format }),
    ...(out !== undefined && { out }),
    ...(summary !== undefined && { summary }),
    ...(expect !== undefined && { expect }),
    ...(guardrails !== undefined && { guardrails }),
    ...(allowMassChange !== undefined && { allowMassChange }),
    secrets: found.secrets !== false,
    live: found.live === true,
    targets: (found.target as string[] | undefined) ?? [],
    excludes: (found.exclude as string[] | undefined) ?? [],
    refreshOnly: found.refreshOnly === true,
    detailedExitcode: found.detailedExitcode === true,
    autoApprove: found.autoApprove === true,
    allow: (found.allow as string[] | undefined) ?? [],
    partial: found.partial === true,
    parallelism: (found.parallelism as number | undefined) ?? 10,
    yes: found.yes === true,
    ...(found.force === true && { force: true as const }),
    ...given(found, 'lockTimeout', 'number'),
    ...served(found),
    ...(by !== undefined && { by }),
    deny: found.deny === true,
    check: found.check === true,
    ...given(found, 'sdkAppId', 'number'),
    ...given(found, 'user', 'string'),
    ...given(found, 'keyEnv', 'string'),
    ...given(found, 'keyFile', 'string'),
    ...given(found, 'algorithm', 'string'),
    ...given(found, 'expire', 'number'),
    ...given(found, 'days', 'number'),
    ...given(found, 'from', 'string'),
    ...given(found, 'to', 'string'),
  };
}

/** An option, where it was given. */
function given<Name extends keyof Options>(
  found: Record<string, unknown>,
  name: Name,
  type: 'string' | 'number',
): Pick<Options, Name> | undefined {
  return typeof found[name] === type ? ({ [name]: found[name] } as Pick<Options, Name>) : undefined;
}
