/**
 * Which rights chatform itself needs of CAM: the API actions that its calls are, by kind of resource. What the
 * console alone can do needs a person's rights and none of chatform's.
 */

/** What a plan reads, whatever is declared: whose key it is, the apps and their tags, and all of CAM. */
export const accountNeeds: readonly string[] = [
  'cam:GetUserAppId',
  'cam:ListUsers',
  'cam:ListGroups',
  'cam:ListGroupsForUser',
  'cam:ListPolicies',
  'cam:GetPolicy',
  'cam:ListEntitiesForPolicy',
  'cim:DescribeSdkAppid',
  'tag:GetResources',
];

/** Actions as policies name them, to create, change and delete what is of a kind: apply. */
export interface KindNeeds {
  /** The kind's name in the catalogue. */
  readonly kind: string;
  readonly write: readonly string[];
}

const ofUsers = ['cam:AttachUserPolicy', 'cam:DetachUserPolicy'];
const ofGroups = ['cam:AttachGroupPolicy', 'cam:DetachGroupPolicy'];

export const kindNeeds: readonly KindNeeds[] = [
  { kind: 'tags', write: ['tag:ModifyResourceTags'] },
  { kind: 'cam-policy', write: ['cam:CreatePolicy', 'cam:UpdatePolicy', 'cam:DeletePolicy'] },
  { kind: 'cam-policy-user', write: ofUsers },
  { kind: 'cam-policy-group', write: ofGroups },
  { kind: 'cam-preset-user', write: ofUsers },
  { kind: 'cam-preset-group', write: ofGroups },
];
