import { describe, expect, test } from 'vitest';
import { projectOf } from '../support/project.ts';
import { chatform, copyOfExample } from './chatform.ts';

const files = {
  'chatform.yaml': `chatform: {version: 1, account: "100000000001"}
variables:
  host: {type: string, default: chat.acme.example}
apps:
  support:
    name: Acme Support
    edition: premium
    messages: {recallSeconds: 120}
    groupFeatures: {readReceipts: [Work, Public]}
    webhook: {url: "https://\${var.host}/imcallback"}
    certificates:
      vivo: {platform: vivo, appId: "4", appKey: {env: VIVO_KEY}, appSecret: {file: secrets/vivo}}
`,
  'environments/dev.yaml': `variables: {host: dev.acme.example}
apps:
  support:
    edition: developer
    messages: {userStatus: true}
    groupFeatures: {readReceipts: [Public, Work]}
    certificates: {vivo: {appKey: {env: VIVO_KEY_DEV}}}
  arena:
    name: Game Arena
`,
  'environments/same.yaml': 'apps: {support: {groupFeatures: {readReceipts: [Public, Work]}}}\n',
};

describe('diff', () => {
  test('shows both sides of each setting, with their places, and what is on one side only', async () => {
    const { code, out, err } = await chatform(projectOf(files), 'diff default dev');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`--- default
+++ dev

# apps.arena only in dev

# apps.support
  - edition = "premium"  chatform.yaml:7:14
  + edition = "developer"  environments/dev.yaml:4:14

# apps.support.certificates.vivo
  - appKey = {env: "VIVO_KEY"}  chatform.yaml:12:50
  + appKey = {env: "VIVO_KEY_DEV"}  environments/dev.yaml:7:35

# apps.support.messages
  - userStatus = (not declared)
  + userStatus = true  environments/dev.yaml:5:28

# apps.support.webhook
  - url = "https://chat.acme.example/imcallback"  chatform.yaml:10:20
  + url = "https://dev.acme.example/imcallback"  chatform.yaml:10:20

5 differences in 5 resources.
`);
  });

  test('the sides change places with the names', async () => {
    const { out } = await chatform(projectOf(files), 'diff dev default');
    expect(out.split('\n').slice(0, 4)).toEqual(['--- dev', '+++ default', '', '# apps.arena only in dev']);
    expect(out).toContain('  - edition = "developer"  environments/dev.yaml:4:14\n  + edition = "premium"');
  });

  test('the order of a set is no difference', async () => {
    expect(await chatform(projectOf(files), 'diff default same --detailed-exitcode')).toEqual({
      code: 0,
      out: 'default and same declare the same.\n',
      err: '',
    });
  });

  test('--detailed-exitcode is 2 when there is a difference', async () => {
    const directory = projectOf(files);
    expect((await chatform(directory, 'diff default dev --detailed-exitcode')).code).toBe(2);
    expect((await chatform(directory, 'diff dev dev --detailed-exitcode')).code).toBe(0);
  });

  test('as JSON', async () => {
    const { out } = await chatform(projectOf(files), 'diff default dev --json');
    const { differences, ...head } = JSON.parse(out);
    expect(head).toEqual({ format_version: '1.0', left: 'default', right: 'dev' });
    expect(differences[0]).toMatchObject({
      address: 'apps.arena',
      type: 'app',
      app: 'arena',
      path: [],
      left: null,
    });
    expect(differences[1]).toEqual({
      address: 'apps.support',
      type: 'app',
      app: 'support',
      path: ['edition'],
      left: { value: 'premium', source: { file: 'chatform.yaml', line: 7, column: 14 } },
      right: { value: 'developer', source: { file: 'environments/dev.yaml', line: 4, column: 14 } },
    });
    expect(differences[2]).toMatchObject({
      address: 'apps.support.certificates.vivo',
      path: ['appKey'],
      left: { reference: { env: 'VIVO_KEY' } },
      right: { reference: { env: 'VIVO_KEY_DEV' } },
    });
  });

  test('needs no console, no state and no secret, and names an environment that is not there', async () => {
    const directory = copyOfExample('three-environments');
    expect((await chatform(directory, 'diff dev prod')).code).toBe(0);
    const { code, err } = await chatform(directory, 'diff dev prd');
    expect(code).toBe(1);
    expect(err).toContain('There is no environments/prd.yaml. There are: dev, prod, staging.');
    expect((await chatform(directory, 'diff dev')).code).toBe(64);
  });
});
