/**
 * What the Chat console does and allows, one sentence a rule. Plans, refusals and tests cite the IDs.
 * Sources are chapters and sections of Tencent's Chat "Console Guide" (edition of February and March 2024); the
 * rule about APIs has the public list of them.
 */
import type { Rule } from './kind.ts';

const guide = 'Console guide';
const creating = `${guide}, Creating and Upgrading an Application`;
const upgrading = `${creating} > Upgrading an App`;
const compared = `${upgrading} > Compare Upgradeable Items`;
const basic = `${guide}, Basic Configuration`;
const loginAndMessage = `${guide}, Feature Configuration > Login and Message`;
const friends = `${guide}, Feature Configuration > Friends and Relationship Chain`;
const groups = `${guide}, Feature Configuration > Group Configuration`;
const groupMessages = `${guide}, Feature Configuration > Group message configuration`;
const notifications = `${guide}, Feature Configuration > Group system notification configuration`;
const groupFeatures = `${guide}, Feature Configuration > Group feature configuration`;
const accounts = `${guide}, Account Management`;
const groupManagement = `${guide}, Group Management`;
const webhooks = `${guide}, Webhook Configuration`;
const statistics = `${guide}, Statistics`;
const tools = `${guide}, Auxiliary Development Tools`;
const access = `${guide}, Access Management`;

const table: readonly (readonly [id: string, text: string, source: string])[] = [
  [
    'APP-1',
    'Creating an app takes a name; the app starts enabled and in the Developer edition, and gets an SDKAppID, a creation time and an expiration time, which the overview shows with its status and edition.',
    `${creating} > Creating a Developer Edition App`,
  ],
  [
    'APP-2',
    'A Tencent Cloud account can have at most 300 apps, those that are not managed here counted in.',
    `${creating} > Creating a Developer Edition App`,
  ],
  [
    'APP-3',
    'Only a disabled app can be deleted, and deleting is irreversible: the service and all data of its SDKAppID are lost.',
    `${basic} > Disabling/Deleting an app`,
  ],
  [
    'APP-4',
    'A Developer app can be disabled by hand, and deleted by hand after that.',
    `${basic} > Disabling/Deleting an app > Developer edition Apps`,
  ],
  [
    'APP-5',
    'A Standard or Premium app cannot be disabled by hand: it becomes disabled seven days after its payment is overdue, or seven days after a refund made it expired, and deleting it then is a request to support.',
    `${basic} > Disabling/Deleting an app > Pro and Premium edition Apps`,
  ],
  [
    'APP-6',
    'A TRTC trial app is disabled by the TRTC administrator, and deleting it is a request to support.',
    `${basic} > Disabling/Deleting an app > TRTC Developer edition Apps`,
  ],
  [
    'APP-7',
    'An app is upgraded from Developer to Standard or Premium, or from Standard to Premium, and never goes back; an upgrade is billable, and renewing the plan resumes an app that was suspended for overdue payment or refund.',
    upgrading,
  ],
  [
    'APP-8',
    'A Developer app is valid for one month and is suspended after that; each application extends it by one month.',
    `${basic} > Extending the Developer Edition Validity Period`,
  ],
  [
    'APP-9',
    'The name, the type and the introduction of an app can be edited.',
    `${basic} > Configuring App Information`,
  ],
  [
    'APP-10',
    'The key of an app signs UserSigs and is sensitive: it is shown only when asked for, and never stored in a plan, state, log or report.',
    `${basic} > Configuring Basic Information > Obtaining a key`,
  ],
  [
    'APP-11',
    'Apps created before 15 August 2019 sign with ECDSA-SHA256 and can be moved to HMAC-SHA256, which newer apps have from the start; no way back is described.',
    `${basic} > Configuring Basic Information > Obtaining a key`,
  ],

  ['EDN-1', 'An app can have 100 users in Developer, and any number in Standard and Premium.', compared],
  ['EDN-2', 'A user can have 20 friends in Developer, and 3,000 in Standard and Premium.', compared],
  ['EDN-3', 'A user can join 50 groups in Developer, 500 in Standard and 1,000 in Premium.', compared],
  [
    'EDN-4',
    'An app can have 10 audio-video groups in Developer, 50 in Standard, and any number in Premium.',
    compared,
  ],
  [
    'EDN-5',
    'A group that is not audio-video can have 20 members in Developer, 200 in Standard and 2,000 in Premium.',
    compared,
  ],
  [
    'EDN-6',
    'The free peak number of groups a month is 100 in Developer, and not limited in Standard and Premium.',
    compared,
  ],
  [
    'EDN-7',
    'The free number of monthly active users is 100 in Developer, and 10,000 in Standard and Premium.',
    compared,
  ],
  [
    'EDN-8',
    'Storage of message history is included for 7 days in Developer and Standard, and for 30 days in Premium.',
    compared,
  ],
  [
    'EDN-9',
    'Audio and video calls are not activated in Developer; Standard and Premium can add Group call.',
    compared,
  ],
  [
    'EDN-10',
    'Several devices of one platform can be logged in at once in Developer and Premium, not in Standard.',
    compared,
  ],
  [
    'EDN-11',
    'User status, pushing to all users and related features are there in Developer and Premium, not in Standard.',
    compared,
  ],
  [
    'EDN-12',
    'Read receipts for group messages, targeted group messages and related features are there in Developer and Premium, not in Standard.',
    compared,
  ],
  [
    'EDN-13',
    'The features of audio-video groups (history for new members, online members, broadcast messaging and related ones) are there in Developer and Premium, not in Standard.',
    compared,
  ],
  [
    'EDN-14',
    'Communities, topics and related features are there in Developer and Premium, not in Standard.',
    compared,
  ],
  [
    'EDN-15',
    'An upgrade from Developer to Standard takes features away, so a plan that makes it names the features in use that it would switch off.',
    compared,
  ],
  [
    'EDN-16',
    'Features that only the notes of the settings call "Premium only" (message extension, conversations to pull) need Premium; those that the comparison of editions names too work in Developer and Premium.',
    `${guide}, Feature Configuration, the notes of the settings, and ${compared.slice(guide.length + 2)}`,
  ],

  [
    'PSH-1',
    'An Android certificate is for one push platform of Mi, Huawei, Google, Meizu, Vivo, OPPO and Honor, each with parameters of its own; Google takes an uploaded FCM certificate or a server key, and optionally a ChannelID.',
    `${basic} > Adding an offline push certificate > Adding an Android certificate`,
  ],
  [
    'PSH-2',
    'An iOS certificate has a push type (APNs or VoIP), an environment (production or development), a .p12 file and its password, all required.',
    `${basic} > Adding an offline push certificate > Adding an iOS certificate`,
  ],
  [
    'PSH-3',
    'Push certificates can be added, edited and deleted; deleting one stops its pushes and is irreversible.',
    `${basic} > Deleting an offline push certificate`,
  ],
  [
    'PSH-4',
    'The file, the password and the keys of a push certificate are secrets, of which only a fingerprint may be stored or shown.',
    `${basic} > Managing Offline Push Certificates`,
  ],

  [
    'TAG-1',
    'An app carries tags, each a tag key with a tag value, which are added and deleted in one dialog.',
    `${basic} > Configuring Tags`,
  ],
  [
    'TAG-2',
    'Tags are made in the Tag console, where one tag can be bound to several apps at a time.',
    `${access} > Granting Console Operation Permissions to Sub-accounts > Authorization by Tag`,
  ],
  [
    'TAG-3',
    'A sub-account that is authorised by tag sees only apps with the authorised tags; a new app has none until the root account tags it.',
    `${access} > Granting Console Operation Permissions to Sub-accounts > Authorization by Tag`,
  ],

  [
    'RTC-1',
    'Activating TRTC creates a TRTC app with the same SDKAppID, accounts and authentication; no way back is described.',
    `${basic} > TRTC`,
  ],
  [
    'RTC-2',
    'Call can be tried twice an app and ten times an account; the second trial of an app is a renewal, asked for before the first one expires, and adds seven days.',
    `${basic} > Call > Activate the free edition of Call`,
  ],
  [
    'RTC-3',
    'The official editions of Call are bought.',
    `${basic} > Call > Purchase the official editions of Call`,
  ],

  [
    'MSG-1',
    'The multi-device login type is single-device (one of web, Windows, Android, iOS), dual-device (one native device, and web), triple-device (one of Android and iOS, and Windows, and web) or multi-device (all at once).',
    `${loginAndMessage} > Login settings`,
  ],
  [
    'MSG-2',
    'With multi-device login a user can be online on up to 10 web instances and up to 3 devices of each of Android, iPhone, iPad, Windows, macOS and Linux.',
    `${loginAndMessage} > Login settings`,
  ],
  [
    'MSG-3',
    'Messages are stored for seven days by default; a longer period is billable, can be changed once a month, and takes effect at once.',
    `${loginAndMessage} > Historical message storage period settings`,
  ],
  [
    'MSG-4',
    'Recalling a message has a time limit, which can be set.',
    `${loginAndMessage} > Message recall settings`,
  ],
  [
    'MSG-5',
    'Syncing the deletion of a conversation to the other clients of a user is off by default and needs native SDK 5.1.1 or web SDK 2.14.0.',
    `${loginAndMessage} > Multi-client synchronization settings`,
  ],
  [
    'MSG-6',
    'User status query and status change notification are off by default, which clients see as error 72001; they need native SDK 6.3 and an edition that has them.',
    `${loginAndMessage} > User status query and status change notification settings`,
  ],
  [
    'MSG-7',
    'Message extension can be switched on in Premium and needs native SDK (enhanced) 6.7.3184.',
    `${loginAndMessage} > Message extension settings`,
  ],
  [
    'MSG-8',
    'Pushing to all users can be switched on in the editions that have it.',
    `${loginAndMessage} > "Pushing to all users" settings`,
  ],
  [
    'MSG-9',
    'Clients pull 100 conversations by default and up to 500 in Premium, with native SDK 5.1.1 or web SDK 2.0.',
    `${loginAndMessage} > Configuration of conversations to pull`,
  ],
  [
    'MSG-10',
    'By default a sender in the blocklist of the recipient sees "Sent successfully"; with the setting off the sender sees a failure.',
    `${loginAndMessage} > Blocklist check`,
  ],
  [
    'MSG-11',
    'The relationship check for one-to-one messages is off by default; with it on only friends can write to each other, and strangers get error 20009.',
    `${loginAndMessage} > Relationship check`,
  ],

  [
    'FRD-1',
    'The default verification for adding friends is to require verification, to allow all, or to forbid all.',
    `${friends} > Verification method for adding friends`,
  ],

  [
    'FLD-1',
    'An app has at most 20 custom friend fields, each with a name of at most eight letters and a type; they cannot be deleted, and neither name nor type can be changed.',
    `${friends} > Custom friend fields`,
  ],
  [
    'FLD-2',
    'An app has at most 20 custom user fields, each with a name of at most eight letters, a type, and read and write permissions for app and administrator, of which at least one read and one write must be on; they cannot be deleted, and only the permissions can be changed.',
    `${guide}, Feature Configuration > Custom User Fields`,
  ],
  [
    'FLD-3',
    'An app has at most five custom group member fields, each with a name of at most 16 letters, digits and underscores that does not begin with a digit, and read, write and own permissions for each of at least one group type, none twice.',
    `${groups} > Custom group member fields`,
  ],
  [
    'FLD-4',
    'An app has at most ten custom group fields, each with a name of at most 16 letters, digits and underscores that does not begin with a digit, and read and write permissions for each of at least one group type, none twice.',
    `${groups} > Custom group fields`,
  ],
  [
    'FLD-5',
    'A custom group or group member field cannot be deleted or renamed, and a group type once added to it cannot be replaced or removed; group types can be added, and the permissions of added ones changed.',
    `${groups} > Editing a custom group member field, Editing a custom group field`,
  ],
  [
    'FLD-6',
    'A custom group field and a custom group member field of one app cannot have the same name.',
    `${groups} > Custom group member fields, Custom group fields`,
  ],
  [
    'FLD-7',
    'Adding a custom field, or a group type to one, is irreversible and uses up a slot for good, so a plan says so and says how many slots are left.',
    `${guide}, Feature Configuration > Custom User Fields, Custom friend fields, Custom group fields, Custom group member fields`,
  ],
  [
    'FLD-8',
    'Custom group fields are offered for Work, Public, Meeting and audio-video groups, with permissions such as "Readable by All", "Readable by Member" and "Writable by All", and "Readable and Writable" for the own field of a member.',
    `${groups} > Custom group member fields, Custom group fields`,
  ],

  [
    'GRP-1',
    'Pulling message history from before joining is set for each group type but audio-video groups, and takes about ten minutes to take effect.',
    `${groupMessages} > Pulling message history before group join`,
  ],
  [
    'GRP-2',
    'The notification of group member change is set for each group type but audio-video groups, and takes about ten minutes to take effect.',
    `${notifications} > Notification of group member change`,
  ],
  [
    'GRP-3',
    'The notification of group profile change is set for each group type but audio-video groups, and takes about ten minutes to take effect.',
    `${notifications} > Notification of group profile change`,
  ],
  [
    'GRP-4',
    'The notification of group member profile change is set for each group type, audio-video groups among them, and takes about ten minutes to take effect.',
    `${notifications} > Notification of group member profile change`,
  ],
  [
    'GRP-5',
    'Communities are off by default, hold up to 100,000 members, and need native SDK (enhanced) 5.8.1668 or web SDK 2.17.0 and an edition that has them.',
    `${groupFeatures} > Community`,
  ],
  ['GRP-6', 'Topics can be switched on only where communities are on.', `${groupFeatures} > Community`],
  [
    'GRP-7',
    'The online member list of audio-video groups is off by default, keeps the latest 1,000 online members, and needs native SDK 6.3 and an edition that has it.',
    `${groupFeatures} > List of online audio-video group members`,
  ],
  [
    'GRP-8',
    'Broadcast messaging of audio-video groups is off by default, sends one message a second by default and up to five, and needs native SDK 6.5 and an edition that has it.',
    `${groupFeatures} > Broadcast messaging of audio-video group`,
  ],
  [
    'GRP-9',
    'Banning members of audio-video groups needs native SDK 6.6 or web SDK 2.22 and an edition that has it.',
    `${groupFeatures} > Audio-video group member banning`,
  ],
  [
    'GRP-10',
    'How many messages a new member of an audio-video group sees can be set in the editions that have the feature.',
    `${groupFeatures} > Message history for new members of an audio-video group`,
  ],
  [
    'GRP-11',
    'Read receipts are set for any of Work, Public and Meeting groups of up to 200 members, and need native SDK 6.1.2155 and an edition that has them.',
    `${groupFeatures} > Read receipts for group messages`,
  ],

  [
    'ACC-1',
    'An account has a type (General or Admin) and a username, optionally a nickname and the URL of a profile photo, and gets a creation time.',
    `${accounts} > Creating an Account`,
  ],
  ['ACC-2', 'An app has at most ten admins.', `${accounts} > Creating an Account`],
  ['ACC-3', 'The username and the type of an account cannot be edited.', `${accounts} > Editing an Account`],
  [
    'ACC-4',
    "Of an account, nickname, gender, birth date, location, what's up, friend request verification, language, profile photo, message settings, friending, level and role can be edited, and all are optional.",
    `${accounts} > Editing an Account`,
  ],
  [
    'ACC-5',
    'Deleting accounts is irreversible: their relationship chains and profiles are lost.',
    `${accounts} > Deleting Accounts`,
  ],
  ['ACC-6', 'Accounts can be exported and imported, one or a batch.', `${accounts} > Exporting Accounts`],

  [
    'GRM-1',
    'A group has a name of at most 30 bytes, optionally an owner who is a registered user, and a type (Work, Public, Meeting or audio-video), and gets a group ID and a creation time.',
    `${groupManagement} > Adding Groups`,
  ],
  [
    'GRM-2',
    'The name and the introduction of a group can be edited; its type cannot.',
    `${groupManagement} > Viewing Group Details > Modifying basic information`,
  ],
  [
    'GRM-3',
    'Registered users can be added to a group, and members deleted, one or a batch; members are listed with nickname, join time, last speak time and role.',
    `${groupManagement} > Viewing Group Details > Managing group members`,
  ],
  ['GRM-4', 'Deleting groups, one or a batch, is irreversible.', `${groupManagement} > Deleting Groups`],
  [
    'GRM-5',
    'A message of at most 300 characters can be sent to one or several groups.',
    `${groupManagement} > Sending Messages`,
  ],

  [
    'WHK-1',
    'A webhook URL begins with http:// or https://, and may have an IP address in place of a domain name.',
    `${webhooks} > Configuring Webhook URLs`,
  ],
  [
    'WHK-2',
    'The domain of a webhook URL has at most 63 characters, which are letters, digits and hyphens; a hyphen is neither doubled nor alone nor first nor last; there are no blanks and none of ! $ & ? in the URL.',
    `${webhooks} > Configuring Webhook URLs`,
  ],
  [
    'WHK-3',
    'A webhook URL uses port 80 or 443 by default, and when it is replaced, the ports before and after must not be prefixes of one another, as 443 is of 4433.',
    `${webhooks} > Configuring Webhook URLs`,
  ],
  [
    'WHK-4',
    'Webhook events are switched on one by one: ten of groups, four of group profiles, four of the relationship chain, two of one-to-one messages, and the change of online status.',
    `${webhooks} > Configuring Event Webhooks`,
  ],
  [
    'WHK-5',
    'A certificate for mutual HTTPS authentication can be downloaded.',
    `${webhooks} > Downloading an HTTPS Mutual Authentication Certificate`,
  ],

  [
    'STA-1',
    'The user base is shown daily, updated at about ten in the morning: peak daily users of the month, all users and new users, over 7, 14 or 30 days or a chosen period, with day-over-day change and CSV export.',
    `${statistics} > Daily Statistics > User base`,
  ],
  [
    'STA-2',
    'Message activity is shown daily: one-to-one and group messages, senders and offline pushes, over the same periods and with CSV export.',
    `${statistics} > Daily Statistics > Message activity`,
  ],
  [
    'STA-3',
    'Group size is shown daily: peak groups of the month, and new, total and active groups, over the same periods and with CSV export.',
    `${statistics} > Daily Statistics > Group size`,
  ],
  [
    'STA-4',
    'The last day is shown in real time: users online, messages by conversation type, and logins, messages, callbacks, REST requests and offline pushes with their success rates.',
    `${statistics} > Real-Time Monitoring`,
  ],

  [
    'DEV-1',
    'The offline push check shows the certificate ID and device token of a UserID and sends a test push; without device information the query ends.',
    `${tools} > Offline Push Check > Offline push issue locator`,
  ],
  [
    'DEV-2',
    'The user status check shows the status and client type of a UserID; users who are not logged in get no push, Android must be PushOnline, and iOS must be in the background.',
    `${tools} > Offline Push Check > User status checker`,
  ],
  [
    'DEV-3',
    'The generator makes a UserSig from the app key and a UserID; it expires after 180 days.',
    `${tools} > UserSig Generation and Verification > Signature (UserSig) generator`,
  ],
  [
    'DEV-4',
    'The verifier shows SDKAppID, UserID, generation time, validity and expiry of a UserSig, or why it is not valid and what to do.',
    `${tools} > UserSig Generation and Verification > Signature (UserSig) verification tool`,
  ],
  [
    'DEV-5',
    'Self-troubleshooting logs reach back three days and are filtered by a required time range and by event, UserID, receiver or group ID and error code.',
    `${tools} > Self-Troubleshooting Logs`,
  ],

  [
    'CAM-1',
    'The preset policies are QcloudAVCFullAccess for reading and writing and QcloudIMReadOnlyAccess for reading.',
    `${access} > Preset Policy`,
  ],
  [
    'CAM-2',
    'Policies are attached to and detached from sub-accounts and user groups; custom policies can be created and deleted.',
    `${access} > Custom Policy`,
  ],
  [
    'CAM-3',
    'A resource is qcs::im::uin/ROOT-UIN:sdkappid/ID, or sdkappid/* for all apps; nothing smaller than an app can be named.',
    `${access} > Custom Policy`,
  ],
  ['CAM-4', 'An action is name/im:API, or name/im:* for all of them.', `${access} > Custom Policy`],
  [
    'CAM-5',
    'A policy has version "2.0" and a list of statements of effect (allow or deny), action, resource and optionally condition, where action and resource are a string or a list; a deny wins over an allow.',
    `${access} > Custom Policy`,
  ],
  [
    'CAM-6',
    'A policy by tag has the condition for_any_value:string_equal on qcs:tag with values KEY&VALUE, on all actions and resources.',
    `${access} > Granting Console Operation Permissions to Sub-accounts > Authorization by Tag`,
  ],
  ['CAM-7', 'Custom policies cannot be made by product feature or by project.', `${access} > Custom Policy`],
  [
    'CAM-8',
    'A sub-account with a policy by tag cannot reach apps without tags.',
    `${access} > Granting Console Operation Permissions to Sub-accounts > Authorization by Tag`,
  ],

  [
    'API-1',
    'Tencent publishes no API for what the Chat console alone changes, such as apps, editions, settings, custom fields, certificates, webhooks and the making of admins: a person does it in the console.',
    'Chat, Server APIs > RESTful APIs > RESTful API List (tencentcloud.com/document/product/1047/34621), read in November 2026',
  ],
  [
    'API-2',
    'The Chat REST API is called as an admin of the app, with a UserSig of that admin (error 60010 otherwise); the APIs of CAM and Tag with the key of an account or sub-account, which needs the policies that allow it.',
    'Chat, Server APIs > RESTful APIs > RESTful API Overview (tencentcloud.com/document/product/1047/34620), read in November 2026',
  ],
];

export const rules: readonly Rule[] = table.map(([id, text, source]) => ({ id, text, source }));
