import { expect, test } from 'vitest';
import { bodyAt, done, newApp, newSandbox, refused, show } from './sandbox.ts';

const month = 31 * 86_400; // seconds

test('a new app has the defaults of the console in every section', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox);
  expect(await bodyAt(sandbox, `apps.${id}.login`)).toEqual({
    policy: 'dual-device',
    webInstances: 1,
    devicesPerPlatform: 1,
  });
  expect(await bodyAt(sandbox, `apps.${id}.messages`)).toEqual({
    historyDays: 7,
    recallSeconds: 120,
    syncConversationDeletion: false,
    userStatus: false,
    messageExtension: false,
    pushToAllUsers: false,
    conversationsToPull: 100,
    blockedSenderSeesSent: true,
    relationshipCheck: false,
  });
  expect(await bodyAt(sandbox, `apps.${id}.friends`)).toEqual({ verification: 'allow-all' });
  expect(await bodyAt(sandbox, `apps.${id}.groupFeatures`)).toEqual({
    community: { enabled: false, topics: false },
    avOnlineMembers: false,
    avBroadcast: { enabled: false, perSecond: 1 },
    avBanning: false,
    avHistoryForNewMembers: 0,
    readReceipts: [],
  });
  expect(await bodyAt(sandbox, `apps.${id}.webhook`)).toEqual({ events: [] });
  expect(await bodyAt(sandbox, `apps.${id}.tags`)).toEqual({});
});

test('each of the five group types is there from the start, with defaults of its own', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox);
  const stored = {
    invite: 'push-and-store',
    join: 'push-and-store',
    leave: 'push-and-store',
    kick: 'push-and-store',
  };
  expect(await bodyAt(sandbox, `apps.${id}.groupTypes.Work`)).toEqual({
    historyBeforeJoin: false,
    notifications: {
      memberChange: stored,
      profileChange: {
        name: 'push-and-store',
        notice: 'push-and-store',
        introduction: 'push-and-store',
        avatar: 'push-and-store',
        owner: 'push-and-store',
        muteAll: 'off',
        joinMode: 'off',
      },
      memberProfileChange: { mute: 'push-and-store', admin: 'push-and-store' },
    },
  });
  expect(await bodyAt(sandbox, `apps.${id}.groupTypes.Meeting`)).toMatchObject({
    notifications: { memberChange: { join: 'off' }, memberProfileChange: { mute: 'off' } },
  });
  expect(await bodyAt(sandbox, `apps.${id}.groupTypes.Community`)).toMatchObject({ historyBeforeJoin: true });
  expect(await bodyAt(sandbox, `apps.${id}.groupTypes.Public`)).toMatchObject({ historyBeforeJoin: false });
  expect(await bodyAt(sandbox, `apps.${id}.groupTypes.AVChatRoom`)).toEqual({
    notifications: { memberProfileChange: { mute: 'off', admin: 'off' } },
  });
});

test('a change keeps what it does not name, and a null goes back to the default', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, 'premium');
  await done(sandbox, 'SetGroupFeatures', { sdkAppId, avBroadcast: { enabled: true, perSecond: 5 } });
  await done(sandbox, 'SetGroupFeatures', { sdkAppId, avBroadcast: { perSecond: null }, avBanning: true });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.groupFeatures`)).toMatchObject({
    avBroadcast: { enabled: true, perSecond: 1 },
    avBanning: true,
  });
});

test.each([
  ['SetMessages', { conversationsToPull: 501 }, 'InvalidParameterValue MSG-9'],
  ['SetMessages', { historyDays: 6 }, 'InvalidParameterValue MSG-3'],
  ['SetMessages', { recallSeconds: 1.5 }, 'InvalidParameterValue MSG-4'],
  ['SetMessages', { relationshipCheck: 'yes' }, 'InvalidParameterValue MSG-11'],
  ['SetMessages', { blockedSenderSeesFailure: true }, 'UnknownParameter'],
  ['SetLogin', { policy: 'any-device' }, 'InvalidParameterValue MSG-1'],
  ['SetLogin', { policy: 'multi-device', webInstances: 11 }, 'InvalidParameterValue MSG-2'],
  ['SetLogin', { policy: 'multi-device', devicesPerPlatform: 4 }, 'InvalidParameterValue MSG-2'],
  ['SetFriends', { verification: 'toString' }, 'InvalidParameterValue FRD-1'],
  ['SetGroupFeatures', { avBroadcast: { enabled: true, perSecond: 6 } }, 'InvalidParameterValue GRP-8'],
  ['SetGroupFeatures', { readReceipts: ['AVChatRoom'] }, 'InvalidParameterValue GRP-11'],
  ['SetGroupFeatures', { readReceipts: ['Work', 'Work'] }, 'InvalidParameterValue GRP-11'],
  ['SetGroupFeatures', { community: true }, 'InvalidParameterValue GRP-5'],
  ['SetGroupType', { groupType: 'Lobby', historyBeforeJoin: true }, 'InvalidParameterValue.GroupType FLD-8'],
])('%s %o is no value that the console takes', async (action, patch, answer) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, 'premium');
  expect(await refused(sandbox, action, { sdkAppId, ...patch })).toBe(answer);
});

test('MSG-2: several web instances or devices on a platform need the multi-device policy', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, 'premium');
  const answer = 'FailedOperation.MultiDevicePolicyRequired MSG-2';
  expect(await refused(sandbox, 'SetLogin', { sdkAppId, webInstances: 2 })).toBe(answer);
  expect(
    await refused(sandbox, 'SetLogin', { sdkAppId, policy: 'triple-device', devicesPerPlatform: 2 }),
  ).toBe(answer);
  await done(sandbox, 'SetLogin', {
    sdkAppId,
    policy: 'multi-device',
    webInstances: 10,
    devicesPerPlatform: 3,
  });
  expect(await refused(sandbox, 'SetLogin', { sdkAppId, policy: 'dual-device' })).toBe(answer);
  await done(sandbox, 'SetLogin', {
    sdkAppId,
    policy: 'dual-device',
    webInstances: 1,
    devicesPerPlatform: 1,
  });
});

test('MSG-3: the storage period changes once in a calendar month of the sandbox’s clock', async () => {
  const sandbox = await newSandbox({ now: '2026-11-30T23:59:00Z' });
  const sdkAppId = await newApp(sandbox, 'premium');
  const facts = async () => (await show(sandbox)).objects.get(`apps.${sdkAppId}.messages`)?.facts;
  await done(sandbox, 'SetMessages', { sdkAppId, historyDays: 7, recallSeconds: 60 });
  expect(await facts()).toEqual({});
  await done(sandbox, 'SetMessages', { sdkAppId, historyDays: 30 });
  expect(await facts()).toEqual({ historyChangedAt: '2026-11-30T23:59:03Z' });
  expect(await refused(sandbox, 'SetMessages', { sdkAppId, historyDays: 90 })).toBe(
    'FailedOperation.HistoryPeriodChangedThisMonth MSG-3',
  );
  await done(sandbox, 'SetMessages', { sdkAppId, historyDays: 30, recallSeconds: 120 });
  await sandbox.advance(60);
  await done(sandbox, 'SetMessages', { sdkAppId, historyDays: 90 });
  expect(await facts()).toEqual({ historyChangedAt: '2026-12-01T00:00:06Z' });
  await sandbox.advance(12 * month);
  await done(sandbox, 'SetMessages', { sdkAppId, historyDays: 30 });
});

test.each([
  ['MSG-2', 'standard', 'SetLogin', { policy: 'multi-device', webInstances: 2 }, 'EDN-10'],
  ['MSG-2', 'standard', 'SetLogin', { policy: 'multi-device', devicesPerPlatform: 2 }, 'EDN-10'],
  ['MSG-6', 'standard', 'SetMessages', { userStatus: true }, 'EDN-11'],
  ['MSG-7', 'standard', 'SetMessages', { messageExtension: true }, 'EDN-16'],
  ['MSG-7', 'developer', 'SetMessages', { messageExtension: true }, 'EDN-16'],
  ['MSG-8', 'standard', 'SetMessages', { pushToAllUsers: true }, 'EDN-11'],
  ['MSG-9', 'standard', 'SetMessages', { conversationsToPull: 101 }, 'EDN-16'],
  ['MSG-9', 'developer', 'SetMessages', { conversationsToPull: 101 }, 'EDN-16'],
  ['GRP-5', 'standard', 'SetGroupFeatures', { community: { enabled: true } }, 'EDN-14'],
  ['GRP-7', 'standard', 'SetGroupFeatures', { avOnlineMembers: true }, 'EDN-13'],
  ['GRP-8', 'standard', 'SetGroupFeatures', { avBroadcast: { enabled: true } }, 'EDN-13'],
  ['GRP-9', 'standard', 'SetGroupFeatures', { avBanning: true }, 'EDN-13'],
  ['GRP-10', 'standard', 'SetGroupFeatures', { avHistoryForNewMembers: 1 }, 'EDN-13'],
  ['GRP-11', 'standard', 'SetGroupFeatures', { readReceipts: ['Work'] }, 'EDN-12'],
])('%s: a %s app cannot %s %o (%s), and a Premium one can', async (_, edition, action, patch, rule) => {
  const sandbox = await newSandbox();
  const locked = await newApp(sandbox, edition);
  const premium = await newApp(sandbox, 'premium');
  expect(await refused(sandbox, action, { sdkAppId: locked, ...patch })).toBe(
    `FailedOperation.EditionNotSupported ${rule}`,
  );
  await done(sandbox, action, { sdkAppId: premium, ...patch });
});

test('EDN-15: an upgrade from Developer to Standard switches off what Standard lacks, and nothing else', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const other = await newApp(sandbox, 'developer', 'Game Lobby');
  await done(sandbox, 'SetLogin', {
    sdkAppId,
    policy: 'multi-device',
    webInstances: 4,
    devicesPerPlatform: 2,
  });
  const messages = { userStatus: true, pushToAllUsers: true, relationshipCheck: true, recallSeconds: 60 };
  await done(sandbox, 'SetMessages', { sdkAppId, ...messages });
  const features = {
    community: { enabled: true, topics: true },
    avOnlineMembers: true,
    avBroadcast: { enabled: true, perSecond: 5 },
    avBanning: true,
    avHistoryForNewMembers: 20,
    readReceipts: ['Work', 'Public'],
  };
  await done(sandbox, 'SetGroupFeatures', { sdkAppId, ...features });
  await done(sandbox, 'SetGroupFeatures', { sdkAppId: other, avBanning: true });

  await done(sandbox, 'UpgradeEdition', { sdkAppId, edition: 'standard' });

  expect(await bodyAt(sandbox, `apps.${sdkAppId}.login`)).toEqual({
    policy: 'multi-device',
    webInstances: 1,
    devicesPerPlatform: 1,
  });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.messages`)).toMatchObject({
    userStatus: false,
    pushToAllUsers: false,
    relationshipCheck: true,
    recallSeconds: 60,
  });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.groupFeatures`)).toEqual({
    community: { enabled: false, topics: false },
    avOnlineMembers: false,
    avBroadcast: { enabled: false, perSecond: 1 },
    avBanning: false,
    avHistoryForNewMembers: 0,
    readReceipts: [],
  });
  expect(await bodyAt(sandbox, `apps.${other}.groupFeatures`)).toMatchObject({ avBanning: true });
});

test('EDN-15: an upgrade from Developer to Premium switches nothing off', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'SetMessages', { sdkAppId, userStatus: true });
  await done(sandbox, 'SetGroupFeatures', { sdkAppId, readReceipts: ['Work'] });
  await done(sandbox, 'UpgradeEdition', { sdkAppId, edition: 'premium' });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.messages`)).toMatchObject({ userStatus: true });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.groupFeatures`)).toMatchObject({ readReceipts: ['Work'] });
});

test('GRP-6: topics are there only where community is on', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, 'premium');
  const answer = 'FailedOperation.CommunityRequired GRP-6';
  expect(await refused(sandbox, 'SetGroupFeatures', { sdkAppId, community: { topics: true } })).toBe(answer);
  await done(sandbox, 'SetGroupFeatures', { sdkAppId, community: { enabled: true, topics: true } });
  expect(await refused(sandbox, 'SetGroupFeatures', { sdkAppId, community: { enabled: false } })).toBe(
    answer,
  );
  await done(sandbox, 'SetGroupFeatures', { sdkAppId, community: { enabled: false, topics: false } });
});

test.each([
  ['GRP-1', { historyBeforeJoin: true }],
  ['GRP-2', { notifications: { memberChange: { join: 'push' } } }],
  ['GRP-3', { notifications: { profileChange: { name: 'off' } } }],
])('%s: an audio-video group cannot be given %o', async (rule, patch) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await refused(sandbox, 'SetGroupType', { sdkAppId, groupType: 'AVChatRoom', ...patch })).toBe(
    `UnsupportedOperation.AVChatRoom ${rule}`,
  );
  for (const groupType of ['Work', 'Public', 'Meeting', 'Community']) {
    await done(sandbox, 'SetGroupType', { sdkAppId, groupType, ...patch });
    expect(await bodyAt(sandbox, `apps.${sdkAppId}.groupTypes.${groupType}`)).toMatchObject(patch);
  }
});

test('GRP-4: an audio-video group can be told of changes to a member', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const notifications = { memberProfileChange: { mute: 'push' } };
  await done(sandbox, 'SetGroupType', { sdkAppId, groupType: 'AVChatRoom', notifications });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.groupTypes.AVChatRoom`)).toEqual({
    notifications: { memberProfileChange: { mute: 'push', admin: 'off' } },
  });
});
