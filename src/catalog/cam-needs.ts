/**
 * Which rights chatform itself needs of CAM: the API actions that its calls are, by kind of resource. What the
 * console alone can do needs a person's rights and none of chatform's.
 */

/** Actions as policies name them, by what they are for. */
export interface KindNeeds {
  /** The kind's name in the catalogue. */
  readonly kind: string;
  /** To read what there is: every plan and apply. */
  readonly read: readonly string[];
  /** To create, change and delete it: apply. */
  readonly write: readonly string[];
}

/** What every plan reads of an account: its uin, and its apps. */
export const accountNeeds: readonly string[] = ['cam:GetUserAppId', 'cim:DescribeSdkAppid'];

const policies = ['cam:ListPolicies', 'cam:ListEntitiesForPolicy'];

export const kindNeeds: readonly KindNeeds[] = [
  {
    kind: 'tags',
    read: ['tag:GetResources'],
    write: ['tag:ModifyResourceTags'],
  },
  {
    kind: 'cam-policy',
    read: ['cam:ListPolicies', 'cam:GetPolicy'],
    write: ['cam:CreatePolicy', 'cam:UpdatePolicy', 'cam:DeletePolicy'],
  },
  {
    kind: 'cam-policy-user',
    read: [...policies, 'cam:ListUsers'],
    write: ['cam:AttachUserPolicy', 'cam:DetachUserPolicy'],
  },
  {
    kind: 'cam-policy-group',
    read: [...policies, 'cam:ListGroups'],
    write: ['cam:AttachGroupPolicy', 'cam:DetachGroupPolicy'],
  },
  {
    kind: 'cam-preset-user',
    read: [...policies, 'cam:ListUsers'],
    write: ['cam:AttachUserPolicy', 'cam:DetachUserPolicy'],
  },
  {
    kind: 'cam-preset-group',
    read: [...policies, 'cam:ListGroups'],
    write: ['cam:AttachGroupPolicy', 'cam:DetachGroupPolicy'],
  },
];
