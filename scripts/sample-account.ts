/** A made-up account of any size, as files of a configuration: what the benchmark measures. */
import { kindNamed } from '../src/catalog/index.ts';

/** Path → text. Each app has some 40 settings, 55 custom fields, all events and 5 tags; CAM has 200 policies. */
export function sampleAccount(apps: number): Map<string, string> {
  const files = new Map([['chatform.yaml', projectFile(apps)]]);
  for (let i = 1; i <= apps; i++) files.set(`apps/game-${i}.yaml`, appFile(`game-${i}`, i));
  return files;
}

function projectFile(apps: number): string {
  const policies = Array.from({ length: 200 }, (_, i) => policy(i + 1, (i % apps) + 1));
  return `chatform:
  version: 1
  account: "100000000001"
  console: {type: sandbox, users: [alice, bob], groups: {operators: [bob]}}
cam:
  policies:
${policies.join('')}`;
}

function policy(number: number, app: number): string {
  return `    operators-${number}:
      description: May run game ${app}
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: ["name/im:*"], resource: ["\${apps.game-${app}.resource}"]}
      users: [alice]
`;
}

const letters = 'ABCDEFGHIJKLMNOPQRST';
const groupTypes = ['Work', 'Public', 'Meeting'];
const notices =
  '{memberChange: {join: push-and-store, leave: push, kick: push, invite: off}, profileChange: {name: push, notice: push, owner: push}}';

function appFile(key: string, number: number): string {
  const webhook = kindNamed('webhook');
  const events = webhook?.body.type === 'object' ? webhook.body.attributes.events : undefined;
  const names = events?.type === 'set' ? Object.keys(events.values) : [];
  const list = (count: number, line: (letter: string) => string) =>
    [...letters].slice(0, count).map(line).join('');
  return `apps:
  ${key}:
    name: Game ${number}
    type: Game
    introduction: Lobby and teams of game ${number}
    edition: premium
    tags: {team: games, env: prod, owner: chat-platform, cost: c-${number}, tier: gold}
    login: {policy: multi-device, webInstances: 10, devicesPerPlatform: 3}
    messages:
      historyDays: 30
      recallSeconds: ${120 + number}
      syncConversationDeletion: true
      userStatus: true
      messageExtension: true
      pushToAllUsers: true
      conversationsToPull: 200
      blockedSenderSeesSent: false
      relationshipCheck: true
    friends: {verification: require-verification}
    userFields:
${list(20, (letter) => `      User${letter}: {type: string, app: [read], admin: [read, write]}\n`)}    friendFields:
${list(20, (letter) => `      Friend${letter}: {type: string}\n`)}    groupFields:
${list(10, (letter) => `      topic_${letter}: {groupTypes: {Public: {read: all, write: group-admin}, Work: {read: member, write: group-admin}}}\n`)}    groupMemberFields:
${list(5, (letter) => `      badge_${letter}: {groupTypes: {Work: {read: member, write: group-admin, own: read-write}}}\n`)}    groupTypes:
${groupTypes.map((type) => `      ${type}: {historyBeforeJoin: true, notifications: ${notices}}\n`).join('')}    groupFeatures:
      community: {enabled: true, topics: true}
      avOnlineMembers: true
      avBroadcast: {enabled: true, perSecond: 5}
      avBanning: true
      avHistoryForNewMembers: 20
      readReceipts: [Work, Public]
    webhook:
      url: "https://chat.acme.example/game-${number}"
      events:
${names.map((name) => `        - ${name}\n`).join('')}`;
}
