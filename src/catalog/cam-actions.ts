/**
 * The API actions that policies are written about, as far as Tencent publishes them. The lists of Chat are cut
 * off in every public copy, so an action that is not here may still be there.
 */

/** When the pages were read. */
export const actionsAsOf = '2026-11';

/** What may be done with an action beyond its own effect: change CAM, get at keys, or change what tags grant. */
export type Escalation = 'cam' | 'keys' | 'tags';

export interface CamAction {
  /** The short name of the product in CAM: `im`. */
  readonly service: string;
  /** As it is spelt in the API: `DescribeAbilityConfInfo`. */
  readonly name: string;
  readonly access: 'read' | 'write';
  /**
   * `resource`: can be granted for one app. `operation`: only for resource `*`; a statement that names a
   * resource does not cover it. Undefined: no page says.
   */
  readonly level?: 'resource' | 'operation';
  readonly escalates?: Escalation;
  /**
   * Who says so: a public page by product and number, as in tencentcloud.com/document/product/598/57125, or the
   * version of a public API that has the action.
   */
  readonly source: string;
}

interface Row extends Omit<CamAction, 'name'> {
  readonly names: string;
}

const listed = { service: 'im', source: '598/57125', level: 'resource' } as const;
const described = { service: 'im', source: '269/47105', level: 'resource' } as const;
// The guide's page on custom policies is a copy of that of TRTC, whose names it gives.
const guide = { service: 'im', source: '1047/38088' } as const;
const trtc = { service: 'trtc', source: '647/39549' } as const;
// 598/57054 calls all of CAM operation level, but for the keys of a user.
const cam = { service: 'cam', source: 'cam 2019-01-16', level: 'operation' } as const;
const sts = { service: 'sts', source: 'sts 2018-08-13' } as const;
const tag = { service: 'tag', source: 'tag 2018-08-13' } as const;
const listedTag = { service: 'tag', source: '598/67492', level: 'operation' } as const;

const rows: readonly Row[] = [
  {
    ...listed,
    access: 'write',
    names: `AccountNoSpeaking AddAuditErrorCorrections AddChatBotFAQ AddChatBotModelInfo AddChatBotSmallTalk
      AddDirtyWords AddGift AddGiftCategory AddGiftCategoryRelations AddGroupMember AddIdentifier AddImAgent
      AddLocalAuditWords ApplyChatBotTrial ClearChatBotModelConfig CloudAuditModifyRichMsgResult CopyStrategy
      CreateAIChatRobot CreateAccount CreateAutoRenewDev CreateCallKitStatService CreateChatBot
      CreateChatBotFAQMenu CreateChatBotService CreateChatBotSmallTalkMenu CreateCloudAuditTrail
      CreateCloudAuditWhiteList CreateCustomAudit CreateDev CreateGroup CreateIMTPNSInfo
      CreateIntelligentCallTrail CreatePluginTrail CreatePushTask`,
  },
  { ...listed, level: 'operation', access: 'write', names: 'AddPactConfirmRecord' },
  {
    ...described,
    access: 'write',
    names: `SetAbilityConfInfo UpdateImAgent DeleteImAgent UpdateNewUserStep OpenImAgentTrial
      UpdateSystemDefaultStatus UpdatePostPayPackage UpdateAuditCallbackConfig UpdateCloudAuditAppInfo
      ExtendCommunityNum UpdatePluginAbility OpenTRTCService`,
  },
  // An app that is not there yet cannot be named, and no page says what to name instead.
  { service: 'im', source: '269/47105', access: 'write', names: 'RegisterIMApp' },
  { ...described, access: 'write', escalates: 'keys', names: 'UpdateSecret' },
  {
    ...listed,
    access: 'read',
    names: `CanIntelligentCallTrail CheckDev CheckImPostPay CheckResourceRefund DescribeAbilityConfInfo
      DescribeAccountList DescribeApiFrequency DescribeAppAndAccountInfo DescribeAppidGroupList
      DescribeAuditStatisticDetail DescribeAuditSubmitStatistic DescribeCallBack DescribeCallKitDetailRecord
      DescribeCallKitOverview DescribeCallKitRoomUserDetail DescribeCallKitStatService DescribeChatBotTrail
      DescribeCloudAuditAppInfo DescribeCloudAuditCallbackConfig DescribeCloudSearchMessageTaskStatus
      DescribeCommunityDosageDetail DescribeCommunityRemainUsage DescribeCustomerType DescribeImAgent
      DescribePluginUsagePackage DescribePushRecord DescribePushTask DescribeTransUseNum
      DescribeUserOnlineStatistic`,
  },
  {
    ...listed,
    level: 'operation',
    access: 'read',
    names: 'CheckIMAgentUsed CheckIfIMNewUser DescribeBizTypes',
  },
  { ...listed, access: 'read', escalates: 'keys', names: 'DescribePushSecret' },
  { ...guide, access: 'read', names: 'DescribeAppStatList DescribeSdkAppInfo DescribeTrtcAppAndAccountInfo' },
  { ...guide, access: 'write', names: 'RemoveUser' },

  { ...trtc, access: 'read', names: 'DescribeAppStatList DescribeSdkAppInfo DescribeTrtcAppAndAccountInfo' },
  { ...trtc, access: 'write', names: 'ModifyAppInfo RemoveUser VerifySecretUserSig' },
  { ...trtc, access: 'write', escalates: 'keys', names: 'CreateSecret CreateSecretUserSig' },
  { ...trtc, access: 'read', escalates: 'keys', names: 'DescribeSecret' },

  { service: 'cim', source: 'cim 2019-03-18', access: 'read', names: 'DescribeSdkAppid' },

  {
    ...cam,
    access: 'write',
    escalates: 'cam',
    names: `AddSubAccountsToGroup AddUserToGroup AttachGroupPolicies AttachGroupPolicy AttachGroupsPolicy
      AttachRolePolicy AttachUserPolicies AttachUserPolicy AttachUsersPolicy BatchOperateCamStrategy
      ConsumeCustomMFAToken CreateGroup CreateMessageReceiver CreateOIDCConfig CreatePolicy CreatePolicyVersion
      CreateRole CreateSAMLProvider CreateServiceLinkedRole CreateSubAccountLoginIpPolicy CreateUserOIDCConfig
      CreateUserSAMLConfig DeleteAccessKey DeleteGroup DeleteMessageReceiver DeleteOIDCConfig DeletePolicy
      DeletePolicyVersion DeleteRole DeleteRolePermissionsBoundary DeleteSAMLProvider DeleteServiceLinkedRole
      DeleteUser DeleteUserPermissionsBoundary DetachGroupPolicy DetachRolePolicy DetachUserPolicy
      DisableUserSSO PutRolePermissionsBoundary PutUserPermissionsBoundary RemoveUserFromGroup
      SetDefaultPolicyVersion SetMfaFlag TagRole UntagRole UpdateAccessKey UpdateAssumeRolePolicy UpdateGroup
      UpdateOIDCConfig UpdatePolicy UpdateRoleConsoleLogin UpdateRoleDescription UpdateSAMLProvider UpdateUser
      UpdateUserOIDCConfig UpdateUserSAMLConfig`,
  },
  // They answer with keys, or give somebody a way to sign in.
  {
    ...cam,
    access: 'write',
    escalates: 'keys',
    names:
      'AddCollaborator AddSubAccount AddUser BuildDataFlowAuthToken CreateCollApiKey GenerateOIDCAccessToken',
  },
  {
    ...cam,
    level: 'resource',
    access: 'write',
    escalates: 'keys',
    names: 'AddSubAccountCheckingMFA CreateAccessKey CreateApiKey',
  },
  {
    ...cam,
    access: 'read',
    names: `DescribeOIDCConfig DescribeRoleList DescribeSafeAuthFlag DescribeSafeAuthFlagColl
      DescribeSafeAuthFlagIntl DescribeSubAccounts DescribeUserOIDCConfig DescribeUserSAMLConfig
      GetAccountSummary GetCustomMFATokenInfo GetGroup GetPolicy GetPolicyVersion GetRole
      GetRolePermissionBoundary GetSAMLProvider GetSecurityLastUsed GetServiceLinkedRoleDeletionStatus GetUser
      GetUserAppId GetUserPermissionBoundary ListAttachedGroupPolicies ListAttachedRolePolicies
      ListAttachedUserAllPolicies ListAttachedUserPolicies ListCollaborators ListEntitiesForPolicy ListGroups
      ListGroupsForUser ListPolicies ListPoliciesGrantingServiceAccess ListPolicyVersions ListReceiver
      ListSAMLProviders ListUsers ListUsersForGroup ListWeChatWorkSubAccounts`,
  },
  { ...cam, access: 'read', escalates: 'keys', names: 'ListAccessKeys' },

  {
    ...sts,
    access: 'write',
    escalates: 'keys',
    names: 'AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity GetFederationToken',
  },
  { ...sts, access: 'read', escalates: 'keys', names: 'QueryApiKey' },
  { ...sts, access: 'read', names: 'GetCallerIdentity' },

  {
    ...listedTag,
    access: 'write',
    escalates: 'tags',
    names: 'AttachResourcesTag DetachResourcesTag TagResources UnTagResources',
  },
  {
    ...tag,
    access: 'write',
    escalates: 'tags',
    names: `AddResourceTag DeleteResourceTag ModifyResourceTags ModifyResourcesTagValue
      UpdateResourceTagValue`,
  },
  { ...listedTag, access: 'write', names: 'CreateTag CreateTags DeleteTags' },
  { ...tag, access: 'write', names: 'DeleteTag' },
  {
    ...tag,
    access: 'read',
    names: `DescribeResourceTags DescribeResourceTagsByResourceIds DescribeResourceTagsByTagKeys
      DescribeResourcesByTags DescribeResourcesByTagsUnion DescribeTagKeys DescribeTagValues DescribeTags
      GetResources GetTagKeys GetTagValues GetTags`,
  },
];

/** The known actions, those of Chat first. */
export const camActions: readonly CamAction[] = rows.flatMap(({ names, ...row }) =>
  names.split(/\s+/).map((name) => ({ ...row, name })),
);

/** How the actions begin that only read, for actions that are on no list. */
export const readingVerbs: readonly string[] = ['Describe', 'Get', 'List', 'Check', 'Can', 'Query', 'Verify'];
