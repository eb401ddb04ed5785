import { describe, expect, test } from 'vitest';
import { checkGroupId, checkText, checkWebhookUrl, webhookPort } from '../../src/catalog/checks.ts';
import { attributesOf, kindNamed, kinds } from '../../src/catalog/index.ts';
import type { Kind, TextRule } from '../../src/catalog/kind.ts';

const label = (length: number) => 'a'.repeat(length);

describe('webhook URLs', () => {
  test.each([
    'http://123.123.123.123/imcallback',
    'https://chat.acme.example/imcallback',
    'https://chat.acme.example',
    'https://chat-staging.acme.example:8443/callbacks/chat',
    'http://localhost:80/',
    'https://0.0.0.0:65535',
    'https://255.255.255.255',
    'https://[2001:db8::1]/imcallback',
    'https://[::1]:8443/imcallback',
    'https://3com.example/',
    'https://CHAT.Acme.Example/ImCallback',
    'https://acme.example/a--b/-c-',
    `https://${label(50)}.${label(12)}/`,
  ])('takes %s (WHK-1, WHK-2)', (url) => {
    expect(checkWebhookUrl(url)).toBeUndefined();
  });

  test.each([
    ['', 'WHK-1'],
    ['chat.acme.example/imcallback', 'WHK-1'],
    ['ftp://chat.acme.example', 'WHK-1'],
    ['HTTPS://chat.acme.example', 'WHK-1'],
    [' https://chat.acme.example', 'WHK-1'],
    ['https:/chat.acme.example', 'WHK-1'],
    ['https://', 'WHK-1'],
    ['https:///imcallback', 'WHK-1'],
    ['https://:8443/imcallback', 'WHK-1'],
    ['https://256.1.1.1', 'WHK-1'],
    ['https://1.2.3', 'WHK-1'],
    ['https://1.2.3.4.5', 'WHK-1'],
    ['https://01.2.3.4', 'WHK-1'],
    ['https://0x7f.0.0.1', 'WHK-1'],
    ['https://2130706433', 'WHK-1'],
    ['https://[2001:db8::1', 'WHK-1'],
    ['https://[2001:db8:::1]', 'WHK-1'],
    ['https://[fe80::1%25eth0]', 'WHK-1'],
    ['https://[]', 'WHK-1'],
    ['https://chat.acme.example:', 'WHK-1'],
    ['https://chat.acme.example:0', 'WHK-1'],
    ['https://chat.acme.example:65536', 'WHK-1'],
    ['https://chat.acme.example:0443', 'WHK-1'],
    ['https://chat.acme.example:https', 'WHK-1'],
    ['https://chat.acme.example:443:4433', 'WHK-1'],
    ['https://[::1]8443', 'WHK-1'],
    ['https://alice@chat.acme.example', 'WHK-2'],
    ['https://alice:secret@chat.acme.example/', 'WHK-2'],
    ['https://chat acme.example', 'WHK-2'],
    ['https://chat.acme.example/im callback', 'WHK-2'],
    ['https://chat.acme.example/imcallback\n', 'WHK-2'],
    ['https://chat.acme.example/im\u0000callback', 'WHK-2'],
    ['https://chat.acme.example/im\u3000callback', 'WHK-2'],
    ['https://chat.acme.example/?token=1', 'WHK-2'],
    ['https://chat.acme.example/a&b', 'WHK-2'],
    ['https://chat.acme.example/$a', 'WHK-2'],
    ['https://chat.acme.example/a!', 'WHK-2'],
    ['https://chat_acme.example', 'WHK-2'],
    ['https://聊天.example', 'WHK-2'],
    ['https://xn--fiq228c.example', 'WHK-2'],
    ['https://chat--acme.example', 'WHK-2'],
    ['https://-chat.acme.example', 'WHK-2'],
    ['https://chat-.acme.example', 'WHK-2'],
    ['https://chat.-.example', 'WHK-2'],
    ['https://-', 'WHK-2'],
    ['https://chat..example', 'WHK-2'],
    ['https://chat.acme.example./', 'WHK-2'],
    ['https://chat.acme.example\\@other.example', 'WHK-2'],
    [`https://${label(51)}.${label(12)}/`, 'WHK-2'],
  ])('judges %s by %s', (url, rule) => {
    expect(checkWebhookUrl(url)?.rule).toBe(rule);
  });

  test('says what is wrong', () => {
    expect(checkWebhookUrl('https://chat.acme.example/?token=1')?.message).toBe(
      'A webhook URL has no blanks and none of ! $ & ?, but there is "?" in it.',
    );
    expect(checkWebhookUrl('https://xn--fiq228c.example')?.message).toBe(
      'The domain xn--fiq228c.example has a doubled hyphen; so names like xn--… cannot be used either.',
    );
    expect(checkWebhookUrl(`https://${label(64)}`)?.message).toBe(
      'The domain has 64 characters; at most 63 are allowed.',
    );
  });

  test.each([
    ['http://chat.acme.example/imcallback', '80'],
    ['https://chat.acme.example/imcallback', '443'],
    ['https://chat.acme.example:4433/imcallback', '4433'],
    ['https://chat.acme.example/a:1', '443'],
    ['http://[2001:db8::1]:8080/', '8080'],
    ['http://[2001:db8::1]/', '80'],
    ['http://123.123.123.123:443', '443'],
  ])('stand for a port: %s is %s (WHK-3)', (url, port) => {
    expect(webhookPort(url)).toBe(port);
  });
});

describe('texts', () => {
  const nameOf = (kind: string): TextRule => kindNamed(kind)?.key ?? {};

  test.each([
    ['user-field', 'Level', undefined],
    ['user-field', 'VipLevel', undefined],
    ['user-field', 'VipLevels', 'FLD-2'],
    ['user-field', 'Level1', 'FLD-2'],
    ['user-field', 'Vip_Lvl', 'FLD-2'],
    ['user-field', 'Größe', 'FLD-2'],
    ['user-field', '', 'FLD-2'],
    ['user-field', 'Level\n', 'FLD-2'],
    ['friend-field', 'Alias', undefined],
    ['friend-field', 'NickNames', 'FLD-1'],
    ['group-field', 'topic_id', undefined],
    ['group-field', '_topic', undefined],
    ['group-field', 'topic_id_12345678'.slice(0, 16), undefined],
    ['group-field', 'topic_id_12345678', 'FLD-4'],
    ['group-field', '1topic', 'FLD-4'],
    ['group-field', 'topic-id', 'FLD-4'],
    ['group-member-field', 'badge_2', undefined],
    ['group-member-field', '2badge', 'FLD-3'],
    ['account', 'support-bot', undefined],
    ['account', 'duty officer', undefined],
    ['account', '0123', undefined],
    ['account', 'a'.repeat(32), undefined],
    ['account', 'a'.repeat(33), 'ACC-1'],
    ['account', ' duty', 'ACC-1'],
    ['account', 'duty ', 'ACC-1'],
    ['account', 'düty', 'ACC-1'],
    ['account', '', 'ACC-1'],
    ['group', 'announcements', undefined],
    ['group', '@TGS#_players', undefined],
    ['group', '@TGS', undefined],
    ['group', 'g'.repeat(48), undefined],
    ['group', 'g'.repeat(49), 'GRM-1'],
    ['group', '@TGS#1ABC', 'GRM-1'],
    ['group', '客服', 'GRM-1'],
    ['group', '', 'GRM-1'],
  ])('the name of a %s: %j is judged by %s', (kind, text, rule) => {
    expect(checkText(nameOf(kind), text, 'The name')?.rule).toBe(rule);
  });

  const fits = (rule: TextRule, text: string) => checkText(rule, text, 'It') === undefined;

  test.each([
    ['support', true],
    ['Support-2_eu', true],
    [`a${'b'.repeat(63)}`, true],
    [`a${'b'.repeat(64)}`, false],
    ['2support', false],
    ['sup.port', false],
    ['__proto__', false],
  ])('the key of an app: %j fits: %s', (text, ok) => {
    expect(fits(nameOf('app'), text)).toBe(ok);
  });

  test.each([
    ['owner', true],
    ['cost centre', true],
    ['部门', true],
    ['a+b=c.d_e:f/g@h(i)[j]（k）【l】', true],
    ['__proto__', true],
    ['项'.repeat(127), true],
    ['项'.repeat(128), false],
    ['', false],
    [' owner', false],
    ['owner ', false],
    ['owner\t', false],
    ['owner#1', false],
    ['a*b', false],
    ['qcs:owner', false],
    ['project', false],
    ['projects', false],
    ['qcloud-owner', false],
    ['tencent', false],
    ['项目', false],
    ['my-project', true],
  ])('a tag key: %j fits: %s', (text, ok) => {
    const tags = kindNamed('tags')?.body;
    expect(tags?.type === 'map' && fits(tags.key, text)).toBe(ok);
  });

  test('a tag value may be reserved as a key, and has up to 255 characters', () => {
    const tags = kindNamed('tags')?.body;
    const item = tags?.type === 'map' ? tags.item : undefined;
    const rule = (item?.type === 'string' && item.text) || {};
    expect(fits(rule, 'project')).toBe(true);
    expect(fits(rule, '值'.repeat(255))).toBe(true);
    expect(fits(rule, '值'.repeat(256))).toBe(false);
  });

  test('limits in bytes count Chinese characters as three', () => {
    const description: TextRule = { maxBytes: 300 };
    expect(checkText(description, '策'.repeat(100), 'The description')).toBeUndefined();
    expect(checkText(description, `${'策'.repeat(100)}.`, 'The description')).toEqual({
      message: 'The description takes 301 bytes in UTF-8; at most 300 are allowed.',
    });
  });

  test('limits in characters count an emoji as one', () => {
    const rule: TextRule = { maxLength: 2, rule: 'GRM-1' };
    expect(checkText(rule, '🎮🎮', 'The name')).toBeUndefined();
    expect(checkText(rule, '🎮🎮🎮', 'The name')).toEqual({
      message: 'The name has 3 characters; at most 2 are allowed.',
      rule: 'GRM-1',
    });
  });

  test('a message names the text and says what it has to be', () => {
    expect(checkText(nameOf('user-field'), 'Level1', 'The name of the custom user field')).toEqual({
      message: 'The name of the custom user field is not allowed: it has to be letters only.',
      rule: 'FLD-2',
    });
    expect(checkText(nameOf('cam-policy-user'), '', 'The name of the sub-account')?.message).toBe(
      'The name of the sub-account is empty.',
    );
  });

  test('every pattern of the catalogue is for the whole text, and has words for it', () => {
    const texts = (kind: Kind): (TextRule | undefined)[] => [
      kind.key,
      ...[{ attribute: kind.body }, ...attributesOf(kind)].map(({ attribute }) =>
        attribute.type === 'string'
          ? attribute.text
          : attribute.type === 'map'
            ? attribute.key
            : attribute.type === 'names'
              ? attribute.item
              : undefined,
      ),
    ];
    const withPattern = kinds.flatMap(texts).filter((rule) => rule?.pattern !== undefined);
    expect(withPattern.length).toBeGreaterThan(5);
    for (const rule of withPattern) {
      expect(rule?.pattern).toMatch(/^\^.*\$$/su);
      expect(rule?.hint).toBeTruthy();
    }
  });
});

describe('group IDs', () => {
  test.each([
    ['announcements', 'Public', undefined],
    ['@TGS#_players', 'Community', undefined],
    ['players', 'Community', 'The ID of a Community group begins with @TGS#_, and "players" does not.'],
    ['@TGS#1', 'Community', 'The ID of a Community group begins with @TGS#_, and "@TGS#1" does not.'],
    [
      '@TGS#_players',
      'Work',
      'Only the ID of a Community group begins with @TGS#, and this is a Work group.',
    ],
    ['@TGS#1', 'Meeting', 'Only the ID of a Community group begins with @TGS#, and this is a Meeting group.'],
  ])('%s of a %s group (GRM-1): %s', (id, type, message) => {
    expect(checkGroupId(id, type)).toEqual(message && { message, rule: 'GRM-1' });
  });
});
