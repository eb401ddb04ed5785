/** A made-up account of any size, as files of a configuration: what the benchmark measures. */
import { kindNamed } from '../../src/catalog/index.ts';

/** The first text, or the second one where this setting is among those that are to be another. */
type Either = (one: string | number, other: string | number) => string | number;

/**
 * Path → text. An app uses all that there is room for: 100 settings, 55 custom fields with the permissions of each group
 * type, all events, accounts, groups and tags; CAM has 200 policies.
 * `changedEvery`: 100 gives an account in which each hundredth of the settings that can be changed is another one,
 * 1 one in which all are.
 */
export function sampleAccount(apps: number, changedEvery = Number.POSITIVE_INFINITY): Map<string, string> {
  let settings = 0;
  const either: Either = (one, other) => {
    settings += 1;
    return settings % changedEvery === 0 ? other : one;
  };
  const files = new Map([['chatform.yaml', projectFile(apps, either)]]);
  for (let i = 1; i <= apps; i++) files.set(fileOfApp(i), appFile(i, either));
  return files;
}

export const fileOfApp = (number: number) => `apps/game-${number}.yaml`;

function projectFile(apps: number, either: Either): string {
  const policies = Array.from({ length: 200 }, (_, i) => policy(i + 1, (i % apps) + 1, either));
  return `chatform:
  version: 1
  account: "100000000001"
  console: {type: sandbox, users: [alice, bob], groups: {operators: [bob]}}
cam:
  policies:
${policies.join('')}`;
}

function policy(number: number, app: number, either: Either): string {
  return `    operators-${number}:
      description: ${either('May run', 'Runs')} game ${app}
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: ["name/im:${either('*', 'Describe*')}"], resource: ["\${apps.game-${app}.resource}"]}
      users: [${either('alice', 'bob')}]
`;
}

const letters = 'ABCDEFGHIJKLMNOPQRST';
const groupTypes = ['Work', 'Public', 'Meeting', 'Community'];

function notices(either: Either): string {
  const how = () => either('push', 'off');
  const members = `{join: ${either('push-and-store', 'push')}, leave: ${how()}, kick: ${how()}, invite: ${either('off', 'push')}}`;
  const names = ['name', 'notice', 'introduction', 'avatar', 'owner', 'muteAll', 'joinMode'];
  const group = names.map((name) => `${name}: ${how()}`).join(', ');
  return `
          memberChange: ${members}
          profileChange: {${group}}
          memberProfileChange: {mute: ${how()}, admin: ${how()}}
`;
}

function appFile(number: number, either: Either): string {
  const webhook = kindNamed('webhook');
  const events = webhook?.body.type === 'object' ? webhook.body.attributes.events : undefined;
  const names = events?.type === 'set' ? Object.keys(events.values) : [];
  const list = (count: number, line: (letter: string) => string) =>
    [...letters].slice(0, count).map(line).join('');
  const onOff = () => either('true', 'false');
  const readers = () => either('member', 'group-admin');
  const writers = () => either('group-admin', 'app-admin');
  const permissions = (types: readonly string[], own: () => string) =>
    types.map((type) => `          ${type}: {read: ${readers()}, write: ${writers()}${own()}}\n`).join('');
  return `apps:
  game-${number}:
    name: ${either('Game', 'Match')} ${number}
    type: ${either('Game', 'Sports')}
    introduction: Lobby and ${either('teams', 'leagues')} of game ${number}
    edition: premium
    tags: {team: ${either('games', 'play')}, env: ${either('prod', 'live')}, owner: ${either('chat-platform', 'chat')}, cost: ${either('c', 'd')}-${number}, tier: ${either('gold', 'blue')}}
    login: {policy: multi-device, webInstances: ${either(10, 5)}, devicesPerPlatform: ${either(3, 2)}}
    messages:
      historyDays: 30
      recallSeconds: ${either(120 + number, 60 + number)}
      syncConversationDeletion: ${onOff()}
      userStatus: ${onOff()}
      messageExtension: ${onOff()}
      pushToAllUsers: ${onOff()}
      conversationsToPull: ${either(200, 300)}
      blockedSenderSeesSent: ${either('false', 'true')}
      relationshipCheck: ${onOff()}
    friends: {verification: ${either('require-verification', 'allow-all')}}
    userFields:
${list(20, (letter) => `      User${letter}: {type: string, app: [${either('read', 'read, write')}], admin: [${either('read, write', 'write')}]}\n`)}    friendFields:
${list(20, (letter) => `      Friend${letter}: {type: string}\n`)}    groupFields:
${list(10, (letter) => `      topic_${letter}:\n        groupTypes:\n${permissions(['Public', 'Work', 'Meeting', 'AVChatRoom'], () => '')}`)}    groupMemberFields:
${list(5, (letter) => `      badge_${letter}:\n        groupTypes:\n${permissions(['Work', 'Public', 'Meeting'], () => `, own: ${either('read-write', 'read-only')}`)}`)}    groupTypes:
${groupTypes.map((type) => `      ${type}:\n        historyBeforeJoin: ${onOff()}\n        notifications:${notices(either)}`).join('')}    groupFeatures:
      community: {enabled: true, topics: ${onOff()}}
      avOnlineMembers: ${onOff()}
      avBroadcast: {enabled: true, perSecond: ${either(5, 3)}}
      avBanning: ${onOff()}
      avHistoryForNewMembers: ${either(20, 10)}
      readReceipts: [Work, ${either('Public', 'Meeting')}]
    accounts:
${list(10, (letter) => `      agent-${letter}: {type: general, nickname: ${either('Agent', 'Player')} ${letter}, gender: ${either('unknown', 'female')}, allowFriends: ${either('require-verification', 'allow-all')}}\n`)}    groups:
${list(6, (letter) => `      room-${letter}: {type: Public, name: ${either('Room', 'Hall')} ${letter}, owner: agent-A, introduction: ${either('Say hello', 'Be kind')}, members: [agent-B, agent-C]}\n`)}    webhook:
      url: "https://chat.acme.example/${either('game', 'match')}-${number}"
      events:
${names.map((name) => `        - ${name}\n`).join('')}`;
}
