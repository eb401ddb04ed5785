// What a step needs before it can call chatform: node, and the program built.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { planned } from './calls.ts';
import { step } from './step.ts';

describe('node', () => {
  test.each(['v18.20.4', 'v20.18.3'])('%s is too old, and the error says so', async (version) => {
    const ended = await step({ command: 'plan' }, { version });
    expect(ended.code).toBe(1);
    expect(ended.log).toBe(
      `::error title=chatform::chatform needs Node 20.19 or newer, and this is ${version}: use actions/setup-node before.\n`,
    );
  });

  test.each(['v20.19.0', 'v22.1.0', 'v24.0.0-rc.1'])('%s will do', async (version) => {
    const ended = await step({ command: 'plan' }, { version, answers: { plan: planned } });
    expect(ended.code).toBe(0);
  });

  test('is asked for where there is none', async () => {
    const ended = await step({ command: 'plan' }, { version: null });
    expect(ended.code).toBe(1);
    expect(ended.log).toBe(
      '::error title=chatform::chatform needs Node 20.19 or newer, and there is none: use actions/setup-node before.\n',
    );
  });
});

describe('where chatform is not built', () => {
  const secrets = { APNS_P12_PASSWORD: 'a-password', GITHUB_TOKEN: 'a-token' };

  test('it is built in its own folder, by npm alone, which sees no secret', async () => {
    const npm = `#!/usr/bin/env bash
echo "npm $*"
if [[ $1 == run ]]; then mkdir dist && echo >dist/chatform.js; env >environment; fi
`;
    const ended = await step(
      { command: 'plan' },
      { npm, env: { ...secrets, HTTPS_PROXY: 'proxy.acme.example:3128' }, answers: { plan: planned } },
    );
    expect(ended.code).toBe(0);
    expect(ended.log).toMatch(
      /^::group::Building chatform\nnpm ci --ignore-scripts\nnpm run build\n::endgroup::\n::stop-commands::/,
    );
    const seen = fs.readFileSync(path.join(ended.folder, 'action/environment'), 'utf8');
    expect(seen).toContain('HTTPS_PROXY=proxy.acme.example:3128\n');
    const names = [...seen.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    const ofBash = ['OLDPWD', 'PWD', 'SHLVL', '_'];
    expect(names.filter((name = '') => !ofBash.includes(name)).sort()).toEqual([
      'HOME',
      'HTTPS_PROXY',
      'PATH',
    ]);
    expect(ended.calls[0]?.environment).toContain('APNS_P12_PASSWORD');
  });

  test('and cannot be, nothing is planned', async () => {
    const npm = '#!/usr/bin/env bash\necho "no such registry" >&2\nexit 1\n';
    const ended = await step({ command: 'plan' }, { npm });
    expect(ended.code).toBe(1);
    expect(ended.calls).toEqual([]);
    expect(ended.log).toContain('no such registry\n');
    expect(ended.log).toContain(
      '::error title=chatform::chatform could not be built: the log above says why.\n',
    );
  });
});
