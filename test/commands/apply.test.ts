import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import type { Operation, Outcome } from '../../src/adapters/adapter.ts';
import type { Faults } from '../../src/adapters/sandbox/index.ts';
import { projectOf } from '../support/project.ts';
import { applyAll, byHand, calls, chatform, smallProject, storeOf } from './chatform.ts';

interface Trouble extends Faults {
  /** Calls that never reach the console, while it looks as if only the answer had been lost. */
  readonly unheard?: (operation: Operation) => boolean;
}

/** What goes wrong with the sandbox's writes, set by each test. */
const faulty = vi.hoisted((): { trouble: Trouble } => ({ trouble: {} }));
vi.mock('../../src/adapters/sandbox/index.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/adapters/sandbox/index.ts')>();
  const openSandbox: typeof original.openSandbox = async (options) => {
    const { unheard, ...faults } = faulty.trouble;
    const sandbox = await original.openSandbox({ ...options, faults });
    const write = async (operation: Operation): Promise<Outcome> =>
      unheard?.(operation)
        ? { ok: false, error: { kind: 'lost', code: 'ClientError.ResponseTimeout', message: 'No answer.' } }
        : sandbox.adapter.write(operation);
    return { ...sandbox, adapter: { ...sandbox.adapter, write } };
  };
  return { ...original, openSandbox };
});

/** Runs a command line while writes of the sandbox go wrong. */
async function withFaults(trouble: Trouble, ...run: Parameters<typeof chatform>) {
  faulty.trouble = trouble;
  try {
    return await chatform(...run);
  } finally {
    faulty.trouble = {};
  }
}

const creation = [
  'RegisterApp 1400000001 ok',
  'SetMessages 1400000001 ok',
  'CreatePolicy support-readers ok',
  'AttachUserPolicy support-readers/alice ok',
];
const nothing = 'No changes. The console matches the configuration.\n';

const edit = (directory: string, from: string, to: string) => {
  const file = path.join(directory, 'chatform.yaml');
  const text = fs.readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`there is no "${from}" to edit`);
  fs.writeFileSync(file, text.replace(from, to));
};

async function applied(files: Readonly<Record<string, string>> = smallProject): Promise<string> {
  const directory = projectOf(files);
  const { code, err } = await chatform(directory, applyAll);
  if (code !== 0) throw new Error(err);
  return directory;
}

describe('an apply', () => {
  test('makes the calls in the order in which they can be made, and tells each', async () => {
    const directory = projectOf(smallProject);
    const { code, out, err } = await chatform(directory, applyAll);
    expect(code).toBe(0);
    expect(await calls(directory)).toEqual(creation);
    expect(err).toBe(
      'apps.support: created\napps.support.messages: created\n' +
        'cam.policies.support-readers: created\ncam.policies.support-readers.users.alice: created\n',
    );
    expect(out).toContain('Plan: 4 to add, 0 to change, 0 to destroy.');
    expect(out).toMatch(/\nApply complete! Resources: 4 added, 0 changed, 0 destroyed\.\n/);
  });

  test('deletes what left the configuration, the attachment before its policy', async () => {
    const directory = await applied();
    const [kept = ''] = smallProject['chatform.yaml'].split('cam:');
    fs.writeFileSync(path.join(directory, 'chatform.yaml'), kept);
    expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
    expect((await calls(directory)).slice(creation.length)).toEqual([
      'DetachUserPolicy support-readers/alice ok',
      'DeletePolicy support-readers ok',
    ]);
    expect((await chatform(directory, 'plan')).out).toBe(nothing);
  });

  test('prints with --json the result alone on standard output, and the plan on standard error', async () => {
    const directory = projectOf(smallProject);
    const { code, out, err } = await chatform(directory, `${applyAll} --json`);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'done',
      added: 4,
      changed: 0,
      destroyed: 0,
      failed: 0,
      verified: true,
      resources: [
        { address: 'apps.support', action: 'create', status: 'done' },
        { address: 'apps.support.messages', action: 'create', status: 'done' },
        { address: 'cam.policies.support-readers', action: 'create', status: 'done' },
        { address: 'cam.policies.support-readers.users.alice', action: 'create', status: 'done' },
      ],
    });
    expect(err).toContain('Plan: 4 to add, 0 to change, 0 to destroy.');
  });

  test('of nothing writes neither the state nor a call', async () => {
    const directory = await applied();
    const before = fs.readFileSync(path.join(storeOf(directory), 'state.db'));
    expect(await chatform(directory, 'apply --json')).toMatchObject({ code: 0 });
    expect(fs.readFileSync(path.join(storeOf(directory), 'state.db')).equals(before)).toBe(true);
    expect(await calls(directory)).toEqual(creation);
  });

  test('carries out what --target names and needs, and nothing else', async () => {
    const directory = projectOf(smallProject);
    const { code } = await chatform(directory, `${applyAll} --target apps.support.messages`);
    expect(code).toBe(0);
    expect(await calls(directory)).toEqual(creation.slice(0, 2));
    expect((await chatform(directory, 'plan')).out).toContain('Plan: 2 to add, 0 to change, 0 to destroy.');
  });
});

describe('drift', () => {
  const drifted = async () => {
    const directory = await applied();
    await byHand(directory, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 600 });
    return directory;
  };

  test('is shown with what it was and is, and put right by an apply', async () => {
    const directory = await drifted();
    const planned = await chatform(directory, 'plan --detailed-exitcode');
    expect(planned.code).toBe(2);
    expect(planned.out).toContain(
      'Changed outside of chatform since the last apply (drift):\n\n' +
        '  # apps.support.messages has changed\n    ~ recallSeconds = 300 -> 600\n',
    );
    expect(planned.out).toContain('    ~ recallSeconds = 600 -> 300\n');
    expect(planned.out).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');

    expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
    expect((await calls(directory)).at(-1)).toBe('SetMessages 1400000001 ok');
    expect((await chatform(directory, 'plan --refresh-only')).out).toMatch(/^No drift\. /);
    expect((await chatform(directory, 'plan')).out).toBe(nothing);
  });

  test('is all that --refresh-only shows, as text and as JSON', async () => {
    const directory = await drifted();
    edit(directory, 'name: Acme Support', 'name: Acme Care');
    const text = await chatform(directory, 'plan --refresh-only --detailed-exitcode');
    expect(text).toMatchObject({ code: 2 });
    expect(text.out).toBe(
      'Changed outside of chatform since the last apply (drift):\n\n' +
        '  # apps.support.messages has changed\n    ~ recallSeconds = 300 -> 600\n\n1 resource drifted.\n',
    );
    const json = JSON.parse((await chatform(directory, 'plan --refresh-only --json')).out);
    expect(json.resource_changes).toEqual([]);
    expect(json.resource_drift).toMatchObject([
      {
        address: 'apps.support.messages',
        change: { before: { recallSeconds: 300 }, after: { recallSeconds: 600 } },
      },
    ]);
  });

  test('alone cannot be saved as a plan: that would apply what was not shown', async () => {
    const directory = await drifted();
    const { code, err } = await chatform(directory, 'plan --refresh-only --out plan.json');
    expect(code).toBe(64);
    expect(err).toContain('--refresh-only shows drift alone');
    expect(fs.existsSync(path.join(directory, 'plan.json'))).toBe(false);
  });

  test('that was a deletion is made again', async () => {
    const directory = await applied();
    const alice = { policyName: 'support-readers', userName: 'alice' };
    await byHand(directory, 'DetachUserPolicy', alice);
    const { out } = await chatform(directory, 'plan');
    expect(out).toContain('  # cam.policies.support-readers.users.alice has been deleted\n');
    expect(out).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
    expect((await chatform(directory, 'plan')).out).toBe(nothing);
  });
});

describe('consent', () => {
  const premium = {
    'chatform.yaml': smallProject['chatform.yaml'].replace(
      'messages:',
      'edition: premium\n    userFields: {Level: {type: string, app: [read], admin: [read, write]}}\n    messages:',
    ),
  };

  test('--auto-approve alone applies nothing with consequences, and names their classes', async () => {
    const directory = projectOf(premium);
    const { code, err } = await chatform(directory, 'apply --auto-approve');
    expect(code).toBe(3);
    expect(err).toContain('irreversible (2), billable (1)');
    expect(err).toContain('add --allow irreversible,billable');
    expect(fs.readdirSync(storeOf(directory))).toEqual([]);
  });

  test('--allow must name all of the classes', async () => {
    const directory = projectOf(premium);
    const { code, err } = await chatform(directory, 'apply --auto-approve --allow irreversible');
    expect(code).toBe(3);
    expect(err).toContain(': billable (1).');
    expect(err).toContain('add --allow irreversible,billable');
    expect(await calls(directory)).toEqual([]);
    expect(
      (await chatform(directory, 'apply --auto-approve --allow irreversible --allow billable')).code,
    ).toBe(0);
  });

  test('"yes" applies; the plan was shown before the question', async () => {
    const directory = projectOf(premium);
    let shown = '';
    const asked: string[] = [];
    const { code } = await chatform(directory, 'apply', {
      print: (text) => {
        shown += text;
      },
      ask: async (question) => {
        asked.push(shown.includes('Plan: 5 to add') ? question : 'no plan was shown');
        return 'yes';
      },
    });
    expect(code).toBe(0);
    expect(asked).toEqual(['Do you want to carry out these changes? Only "yes" is accepted: ']);
    expect(await calls(directory)).toHaveLength(6);
  });

  test('is asked when the plan was read to its end, however slow the reader is', async () => {
    const directory = projectOf(premium);
    let shown = '';
    const { code, out } = await chatform(directory, 'apply', {
      printAll: async (pieces) => {
        for (const piece of pieces) {
          await setImmediate();
          shown += piece;
        }
      },
      ask: async () => {
        shown += 'Question';
        return 'no';
      },
    });
    expect([code, out]).toEqual([1, '\n']);
    const [counts, digest, end] = shown.split('\n').slice(-3);
    expect([counts, digest?.slice(0, 8), end]).toEqual([
      'Plan: 5 to add, 0 to change, 0 to destroy.',
      'Digest: ',
      'Question',
    ]);
  });

  test.each(['', 'y', 'YES', 'no', 'yes please'])(
    '"%s" is no "yes", and nothing is written',
    async (answer) => {
      const directory = projectOf(premium);
      const { code, err } = await chatform(directory, 'apply', { ask: async () => answer });
      expect(code).toBe(1);
      expect(err).toBe('Nothing was applied.\n');
      expect(fs.readdirSync(storeOf(directory))).toEqual([]);
    },
  );

  test('an interrupt at the question is 130', async () => {
    const directory = projectOf(premium);
    let stopped = false;
    const { code } = await chatform(directory, 'apply', {
      ask: async () => {
        stopped = true;
        return '';
      },
      stopping: () => stopped,
    });
    expect(code).toBe(130);
    expect(fs.readdirSync(storeOf(directory))).toEqual([]);
  });

  test('where nobody can be asked it is an error that says what to do', async () => {
    const directory = projectOf(premium);
    const { code, err } = await chatform(directory, 'apply');
    expect(code).toBe(1);
    expect(err).toContain('Use --auto-approve, or apply a saved plan.');
    expect(fs.readdirSync(storeOf(directory))).toEqual([]);
  });
});

describe('refusals', () => {
  const withRefusal = {
    'chatform.yaml': smallProject['chatform.yaml'].replace('users: [alice]', 'users: [alice, carol]'),
  };

  test('stop the whole plan, and nothing is written', async () => {
    const directory = projectOf(withRefusal);
    const planned = await chatform(directory, 'plan');
    expect(planned.code).toBe(3);
    expect(planned.out).toContain('cam.policies.support-readers.users.carol is refused');
    const { code, err } = await chatform(directory, 'apply --auto-approve');
    expect(code).toBe(3);
    expect(err).toContain('1 refused: nothing was applied. `--partial` applies the rest.');
    expect(fs.readdirSync(storeOf(directory))).toEqual([]);
  });

  test('--partial applies the rest, and says by 5 that it is not all', async () => {
    const directory = projectOf(withRefusal);
    expect((await chatform(directory, 'apply --auto-approve --partial')).code).toBe(5);
    expect(await calls(directory)).toEqual(creation);
  });

  test('--partial where there is no rest is 3: nothing was applied', async () => {
    const directory = projectOf(withRefusal);
    await chatform(directory, 'apply --auto-approve --partial');
    expect((await chatform(directory, 'apply --auto-approve --partial')).code).toBe(3);
    expect(await calls(directory)).toEqual(creation);
  });
});

describe('a call that goes wrong', () => {
  test('stops what depends on it and nothing else, and the end says what was done, failed and not tried', async () => {
    const directory = projectOf(smallProject);
    const refuseThePolicy: Faults = { write: ({ kind }) => (kind === 'cam-policy' ? 'refuse' : undefined) };
    const { code, out } = await withFaults(refuseThePolicy, directory, applyAll);
    expect(code).toBe(5);
    expect(out).toContain('✗ cam.policies.support-readers failed: UnauthorizedOperation\n');
    expect(out).toContain(
      'Not tried, since what they need failed: cam.policies.support-readers.users.alice.\n',
    );
    expect(out).toContain('Apply incomplete. Resources: 2 added, 0 changed, 0 destroyed.\n');
    expect(await calls(directory)).toEqual(creation.slice(0, 2));
    expect((await chatform(directory, applyAll)).code).toBe(0);
    expect(await calls(directory)).toEqual(creation);
  });

  test('is 1 when nothing was done at all', async () => {
    const directory = projectOf(smallProject);
    const { code, out } = await withFaults({ write: () => 'refuse' }, directory, applyAll);
    expect(code).toBe(1);
    expect(out).toContain('Apply incomplete. Resources: 0 added, 0 changed, 0 destroyed.\n');
    expect(await calls(directory)).toEqual([]);
  });

  test.each(['throttle', 'timeout'] as const)('for now (%s) is made again after a while', async (fault) => {
    const directory = projectOf(smallProject);
    const waits: number[] = [];
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    const faults: Faults = { write: (_operation, n) => (n <= 3 ? fault : undefined) };
    const { code } = await withFaults(faults, directory, applyAll, { wait, random: () => 0.5 });
    expect(code).toBe(0);
    expect(waits).toEqual([250, 500, 1000]);
    expect(await calls(directory)).toEqual(creation);
  });
});

describe('lost answers', () => {
  const lobbies = {
    'chatform.yaml': `chatform: {version: 1, account: "100000000001", console: {type: sandbox}}
apps:
  east: {name: Game Lobby, messages: {recallSeconds: 60}}
  west: {name: Game Lobby, messages: {recallSeconds: 90}}
`,
  };

  test('of every call, and the run is done all the same, each call made once', async () => {
    const directory = projectOf(smallProject);
    const { code, out } = await withFaults({ write: () => 'lost' }, directory, applyAll);
    expect(code).toBe(0);
    expect(out).toContain('Apply complete! Resources: 4 added, 0 changed, 0 destroyed.');
    expect(await calls(directory)).toEqual(creation);
    expect((await chatform(directory, 'plan')).out).toBe(nothing);
  });

  test('of an update and of deletions are settled in the same way', async () => {
    const directory = await applied();
    const [kept = ''] = smallProject['chatform.yaml'].split('cam:');
    fs.writeFileSync(path.join(directory, 'chatform.yaml'), kept.replace('300', '60'));
    const { code, out } = await withFaults({ write: () => 'lost' }, directory, 'apply --auto-approve');
    expect(code).toBe(0);
    expect(out).toContain('Apply complete! Resources: 0 added, 1 changed, 2 destroyed.');
    expect((await calls(directory)).slice(creation.length)).toEqual([
      'SetMessages 1400000001 ok',
      'DetachUserPolicy support-readers/alice ok',
      'DeletePolicy support-readers ok',
    ]);
    expect((await chatform(directory, 'plan')).out).toBe(nothing);
  });

  test.each([
    ['app', 1, []],
    ['messages', 5, ['RegisterApp', 'CreatePolicy', 'AttachUserPolicy']],
    ['cam-policy', 5, ['RegisterApp', 'SetMessages']],
    ['cam-policy-user', 5, ['RegisterApp', 'SetMessages', 'CreatePolicy']],
  ])(
    'of a call that did not happen (%s) are failures, and the next apply makes it',
    async (kind, exit, made) => {
      const directory = projectOf(smallProject);
      const unheard = (operation: Operation) => operation.kind === kind;
      const { code, out } = await withFaults({ unheard }, directory, applyAll);
      expect(code).toBe(exit);
      expect(out).toContain(' failed: ClientError.ResponseTimeout');
      expect((await calls(directory)).map((call) => call.split(' ')[0])).toEqual(made);
      expect((await chatform(directory, applyAll)).code).toBe(0);
      expect((await calls(directory)).sort()).toEqual([...creation].sort());
      expect((await chatform(directory, 'plan')).out).toBe(nothing);
    },
  );

  test('of an update or a deletion that did not happen are failures too', async () => {
    const directory = await applied();
    const [kept = ''] = smallProject['chatform.yaml'].split('cam:');
    fs.writeFileSync(path.join(directory, 'chatform.yaml'), kept.replace('300', '60'));
    const { code, out } = await withFaults({ unheard: () => true }, directory, 'apply --auto-approve');
    expect(code).toBe(1);
    expect(out).toContain('apps.support.messages failed');
    expect(out).toContain('cam.policies.support-readers.users.alice failed');
    expect(out).toContain('Not tried, since what they need failed: cam.policies.support-readers.');
    expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
    expect((await chatform(directory, 'plan')).out).toBe(nothing);
  });

  test('of an app that was disabled and deleted: the deletion goes on after the disabling', async () => {
    const directory = await applied();
    const [head = ''] = smallProject['chatform.yaml'].split('apps:');
    const removed = 'removed:\n  - {address: apps.support, destroy: true, because: the pilot is over}\n';
    fs.writeFileSync(path.join(directory, 'chatform.yaml'), head + removed);
    const line = 'apply --auto-approve --allow irreversible,data-loss,disruptive --parallelism 1';
    const { code } = await withFaults({ write: () => 'lost' }, directory, line);
    expect(code).toBe(0);
    expect((await calls(directory)).slice(creation.length)).toEqual([
      'DetachUserPolicy support-readers/alice ok',
      'SetAppStatus 1400000001 ok',
      'DeleteApp 1400000001 ok',
      'DeletePolicy support-readers ok',
    ]);
    expect((await chatform(directory, 'state list')).out).toBe('');
  });

  test('of two new apps with one name are not guessed at: nothing is created twice', async () => {
    const directory = projectOf(lobbies);
    const faults: Faults = { write: ({ kind }) => (kind === 'app' ? 'lost' : undefined) };
    const { code } = await withFaults(faults, directory, 'apply --auto-approve');
    expect(code).toBe(1);
    expect(await calls(directory)).toEqual(['RegisterApp 1400000001 ok', 'RegisterApp 1400000002 ok']);
    const planned = await chatform(directory, 'plan');
    expect(planned.code).toBe(1);
    expect(planned.out).toContain('2 new apps have its name (1400000001, 1400000002)');
  });

  test('of one of two new apps with one name are settled when the other one is bound', async () => {
    const directory = projectOf(lobbies);
    const faults: Faults = { write: (_operation, n) => (n === 1 ? 'lost' : undefined) };
    const { code, out } = await withFaults(faults, directory, 'apply --auto-approve');
    expect(code).toBe(5);
    expect(out).toContain('Not tried, since what they need failed: apps.east.messages.\n');
    expect(out).toContain('Apply incomplete. Resources: 3 added');
    expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
    expect(await calls(directory)).toEqual([
      'RegisterApp 1400000001 ok',
      'RegisterApp 1400000002 ok',
      'SetMessages 1400000002 ok',
      'SetMessages 1400000001 ok',
    ]);
  });
});

describe('an interrupt', () => {
  test('after the first change starts nothing new, and the next apply finishes', async () => {
    const directory = projectOf(smallProject);
    let told = '';
    const { code, out } = await chatform(directory, applyAll, {
      tell: (text) => {
        told += text;
      },
      stopping: () => told.includes('apps.support: created'),
    });
    expect(code).toBe(130);
    expect(out).toContain('Not started: apps.support.messages, cam.policies.support-readers');
    expect(out).toContain('Apply interrupted. Resources: 1 added, 0 changed, 0 destroyed.');
    expect(await calls(directory)).toEqual(['RegisterApp 1400000001 ok']);

    expect((await chatform(directory, applyAll)).code).toBe(0);
    expect(await calls(directory)).toEqual(creation);
    expect((await chatform(directory, 'plan')).out).toBe(nothing);
  });

  test('while a call waits to be made again ends the waiting', async () => {
    const directory = projectOf(smallProject);
    let waits = 0;
    const { code } = await withFaults({ write: () => 'throttle' }, directory, applyAll, {
      wait: async () => {
        waits += 1;
      },
      stopping: () => waits >= 2,
    });
    expect(code).toBe(130);
    expect(waits).toBe(2);
  });
});

test('a lost state is noticed by the app that has the name already', async () => {
  const directory = await applied();
  const files = fs.readdirSync(storeOf(directory)).filter((name) => !name.startsWith('sandbox.'));
  for (const name of files) fs.rmSync(path.join(storeOf(directory), name), { recursive: true });
  const { out } = await chatform(directory, 'plan');
  expect(out).toContain(
    'an app named "Acme Support" is there already (SDKAppID 1400000001) and not managed here; this plan makes a second one',
  );
});
