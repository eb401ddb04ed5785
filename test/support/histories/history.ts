/** A project that goes through a history: each step by the real commands, and what has to hold after each. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { byHand } from './by-hand.ts';
import { all, applied, calmly, env, ran, untouched } from './command.ts';
import { mortalIn } from './death.ts';
import { addressesIn, edited, nothingDeclared, picked } from './declared.ts';
import { finish } from './end.ts';
import { requireSamePlan } from './laws.ts';
import { Broken, calm, type Project, readAgain, withSandbox, write } from './project.ts';
import type { Step } from './steps.ts';

/** Goes through a history, and then to its end. @throws Broken */
export async function live(steps: readonly Step[]): Promise<void> {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'chatform-history-')));
  const mortal = mortalIn(directory);
  const store = path.join(directory, '.chatform', 'default');
  const lines: string[] = [];
  const project: Project = {
    directory,
    store,
    mortal,
    lines,
    declared: nothingDeclared(),
    state: undefined,
    calls: 0,
    hasPlan: false,
    bound: new Set(),
    mayBeStranded: false,
  };
  try {
    write(project);
    for (const step of steps) {
      await carryOut(project, step);
      await requireSamePlan(project, env);
    }
    await finish(project);
  } catch (error) {
    const what =
      error instanceof Error ? (error instanceof Broken ? error.message : error.stack) : String(error);
    throw new Broken([...lines, what].join('\n'));
  } finally {
    calm();
    mortal.restore();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function carryOut(project: Project, step: Step): Promise<void> {
  const { lines, declared } = project;
  switch (step.step) {
    case 'declare': {
      for (const edit of step.edits) {
        const what = edited(declared, edit);
        if (what !== undefined) lines.push(`  ${what}`);
      }
      write(project);
      return;
    }
    case 'apply': {
      const file = step.saved && project.hasPlan ? 'saved.plan ' : '';
      const limited = step.limit && picked(addressesIn(declared), step.limit.pick);
      const limit = limited === undefined ? '' : ` ${step.limit?.flag} ${limited}`;
      const flags = `${all}${step.partial ? ' --partial' : ''}${limit} --parallelism ${step.parallelism}`;
      await applied(project, `apply ${file}${flags}`, step.trouble);
      return;
    }
    case 'save-plan': {
      await untouched(project, () => ran(project, 'plan --out saved.plan'));
      project.hasPlan = true;
      return;
    }
    case 'by-hand':
      return byHand(project, step);
    case 'wait':
      lines.push(`wait ${step.seconds} s`);
      await withSandbox(project, (sandbox) => sandbox.advance(step.seconds));
      return;
    case 'rm':
    case 'mv':
    case 'restore':
      return editState(project, step);
    case 'import':
      return imported(project, step);
  }
}

async function editState(
  project: Project,
  step: Extract<Step, { step: 'rm' | 'mv' | 'restore' }>,
): Promise<void> {
  const { state } = project;
  if (!state) return;
  if (step.step === 'restore') {
    const { out } = await ran(project, 'state history --json');
    const { generations } = JSON.parse(out) as { generations: { serial: number }[] };
    const chosen = picked(generations, step.pick);
    if (chosen)
      await ran(project, `state restore ${chosen.serial} --yes`, { ...calmly, killAt: step.killAt });
  } else {
    const known =
      step.step === 'rm' ? [...state.records.keys(), ...state.bindings.keys()] : [...state.bindings.keys()];
    const address = picked([...new Set(known)].sort(), step.pick);
    if (address === undefined) return;
    const line = step.step === 'rm' ? `rm ${address} --yes` : `mv ${address} apps.${step.to}`;
    await ran(project, `state ${line}`, { ...calmly, killAt: step.killAt });
  }
}

async function imported(project: Project, step: Extract<Step, { step: 'import' }>): Promise<void> {
  const bound = new Set(project.state?.bindings.values());
  const apps = await withSandbox(project, (sandbox) => sandbox.status().apps.map(({ sdkAppId }) => sdkAppId));
  const strange = picked(
    apps.filter((id) => !bound.has(id)),
    step.pick,
  );
  const one = step.pick % 2 === 0 && strange !== undefined ? ` apps.${step.to} ${strange}` : '';
  await untouched(project, () => ran(project, `import --check${one}`));
  await ran(project, `import${one}`, { ...calmly, killAt: step.killAt });
  readAgain(project);
  write(project);
}
