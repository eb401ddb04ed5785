/** Plans of a whole account. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { chatform, emptyNode, type Place } from './process.ts';
import { accountIn, editApp, forgetCaches, placeIn } from './projects.ts';
import { fileOfApp } from './sample-account.ts';
import { inTurns, megabytes, ratios, type Sample } from './samples.ts';
import { applyAll, pending, perNode, plan, type Setting } from './setting.ts';
import type { Row } from './table.ts';

/** Plans of an account that was applied, and how they grow from the `smaller` one. Nothing is cached unless said. */
export async function plans({ folder, rounds }: Setting, apps: number, smaller?: number): Promise<Row[]> {
  const appliedIn = (name: string, count: number) => {
    const place = accountIn(placeIn(folder, name), count);
    chatform(applyAll, place);
    return place;
  };
  const applied = appliedIn('applied', apps);
  const little = smaller === undefined ? undefined : appliedIn('smaller', smaller);
  const changedIn = (name: string, every: number) =>
    accountIn(placeIn(folder, name), apps, { like: applied, every });
  const [some, all, edited] = [changedIn('some', 100), changedIn('all', 1), changedIn('edited', Infinity)];
  const uncached = (place: typeof applied, code = 0) => {
    forgetCaches(place);
    return chatform(plan, place, code);
  };
  const taken = await inTurns(rounds, {
    node: () => emptyNode(applied),
    yaml: () => parsing(applied),
    smaller: () => uncached(little ?? applied),
    unchanged: () => uncached(applied),
    some: () => uncached(some, pending),
    all: () => uncached(all, pending),
    edited: () => {
      editApp(edited, fileOfApp(1));
      return chatform(plan, edited, pending);
    },
  });
  const of = `plan of ${apps} apps`;
  const against = (samples: readonly Sample[], other: readonly Sample[], name: string, atMost: number) => ({
    samples,
    ratios: ratios(samples, other),
    against: name,
    atMost,
  });
  const { unchanged } = taken;
  const rows: Row[] = [
    { what: `yaml.parseDocument of ${apps} apps`, samples: taken.yaml },
    {
      what: `${of}, nothing cached`,
      short: 'uncached',
      ...against(unchanged, taken.yaml, '× the parsing', 0.4),
    },
    {
      what: `${of}, one file changed since`,
      short: 'one file',
      ...against(taken.edited, taken.node, perNode, 10),
    },
    {
      what: `${of}, 1 % of settings changed`,
      short: '1 %',
      ...against(taken.some, unchanged, '× no change', 1.3),
    },
    {
      what: `${of}, all settings changed`,
      short: 'all',
      ...against(taken.all, unchanged, '× no change', 1.3),
    },
  ];
  return smaller === undefined ? rows : [...rows, ...growth(taken.smaller, unchanged, smaller, apps)];
}

/** What grows as the account does, and a tenth more. */
function growth(less: readonly Sample[], more: readonly Sample[], from: number, to: number): Row[] {
  const atMost = (1.1 * to) / from;
  return [
    { what: `plan of ${from} apps, nothing cached`, samples: less },
    {
      what: `  time from ${from} to ${to} apps`,
      short: 'time grows',
      samples: [],
      ratios: ratios(more, less),
      against: `× ${from} apps`,
      atMost,
    },
    {
      what: `  memory from ${from} to ${to} apps`,
      short: 'memory grows',
      samples: [],
      ratios: ratios(more, less, megabytes),
      against: `× ${from} apps`,
      atMost,
    },
  ];
}

/** What a YAML library alone needs for the same text: the time of parsing, in a process that has just started. */
function parsing({ directory }: Place): Sample {
  const child = [path.join(import.meta.dirname, 'parsing.js'), directory];
  return { seconds: Number(execFileSync(process.execPath, child, { encoding: 'utf8' })) };
}
