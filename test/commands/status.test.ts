import { expect, test } from 'vitest';
import type { CallError, WireMap } from '../../src/adapters/tencent/wire.ts';
import { statusBy } from '../../src/commands/status.ts';
import { fakeChat } from '../support/chat.ts';
import { asking, useProjectWithApps } from './asking.ts';
import { chatform } from './chatform.ts';

const project = useProjectWithApps();

const answer: WireMap = {
  QueryResult: [
    {
      To_Account: 'alice',
      Status: 'Online',
      Detail: [
        { Platform: 'iPhone', Status: 'PushOnline' },
        { Platform: 'Web', Status: 'Online' },
      ],
    },
    { To_Account: 'bob', State: 'Offline' },
    { To_Account: 'carol', Status: 'Online', Detail: [{ Platform: 'Android', Status: 'Online' }] },
  ],
  ErrorList: [{ To_Account: 'nobody', ErrorCode: 70107 }],
};

const status = (line: string, said: WireMap | CallError = answer) =>
  asking(statusBy, fakeChat(said).chat, project(), `status ${line}`);

test('shows status, client type and what that means for offline push (DEV-2)', async () => {
  expect(await status('support alice bob carol')).toEqual({
    code: 0,
    err: '',
    out: `Users of apps.support (SDKAppID 1400000001)
alice  Online: is pushed to. The app was ended, or cannot be reached.
       iPhone: PushOnline, is pushed to. The app was ended, or cannot be reached.
       Web: Online, is not pushed to. There is no offline push to this kind of client.
bob    Offline: is not pushed to. Not signed in: signed out, never signed in, or not seen for seven days. Nothing is pushed.
carol  Online: is not pushed to. The app runs. Android is pushed to only in the status PushOnline.
       Android: Online, is not pushed to. The app runs. Android is pushed to only in the status PushOnline.
`,
  });
});

test('an account that is not there is told among the others, and ends with 1 (70107)', async () => {
  const { code, out } = await status('support nobody bob');
  expect(code).toBe(1);
  expect(out).toContain('\nnobody  There is no such account in the app. (70107)\nbob     Offline: ');
});

test('shows the same as JSON', async () => {
  const { code, out } = await status('support alice nobody --json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual({
    format_version: '1.0',
    app: 'support',
    sdkAppId: '1400000001',
    users: [
      {
        user: 'alice',
        status: 'Online',
        push: 'yes',
        because: 'The app was ended, or cannot be reached.',
        devices: [
          {
            platform: 'iPhone',
            status: 'PushOnline',
            push: 'yes',
            because: 'The app was ended, or cannot be reached.',
          },
          {
            platform: 'Web',
            status: 'Online',
            push: 'no',
            because: 'There is no offline push to this kind of client.',
          },
        ],
      },
      { user: 'nobody', error: { code: '70107', message: 'There is no such account in the app.' } },
    ],
  });
});

test('a user named twice is asked about once', async () => {
  const { chat, asked } = fakeChat(answer);
  await asking(statusBy, chat, project(), 'status support bob alice bob');
  expect(asked.map((one) => one.body)).toEqual([{ To_Account: ['bob', 'alice'], IsNeedDetail: 1 }]);
});

test('words of the answer cannot speak to the terminal', async () => {
  const { out } = await status('support alice', {
    QueryResult: [{ To_Account: 'alice', Status: '\u001b[2JOnline', Detail: [] }],
  });
  expect(out).toContain('alice  \\u001b[2JOnline: ');
});

test.each([
  ['support', 64, "missing required argument 'user'"],
  ['support alice 爱丽丝', 64, '"爱丽丝": A UserID is printable ASCII'],
  [`support ${'x'.repeat(33)}`, 64, 'A UserID has at most 32 bytes, and this has 33.'],
  ['suport alice', 1, 'Did you mean "support"?'],
  ['games alice', 1, 'apps.games has no SDKAppID yet'],
])('status %s is refused', async (line, code, message) => {
  const ended = await status(line);
  expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
  expect(ended.err).toContain(message);
});

test('a call that failed is told with its words and its code', async () => {
  const error = { kind: 'lost', code: 'ClientError.ResponseTimeout', message: 'no answer came' } as const;
  expect(await status('support alice bob', error)).toEqual({
    code: 1,
    out: '',
    err: 'The status of users of apps.support could not be read: no answer came (ClientError.ResponseTimeout).',
  });
});

test('the sandbox has no users who sign in', async () => {
  const { code, out, err } = await chatform(project(), 'status support alice');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('`chatform sandbox serve` answers the Chat REST API');
});
