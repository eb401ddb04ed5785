// Small models of the public APIs, in their wire shapes, for the adapter alone. Nothing here knows the sandbox.
import type { Scope } from '../../../src/adapters/adapter.ts';
import { openTencent, type TencentOptions } from '../../../src/adapters/tencent/index.ts';
import type {
  CallError,
  ChatApi,
  CloudApi,
  Pace,
  Reply,
  Wire,
  WireMap,
} from '../../../src/adapters/tencent/wire.ts';

export const account = '100000000001';

/** A clock that only waiting moves: nothing of a test takes as long as it says. */
export function fakePace(): Pace & { readonly waited: () => number } {
  const start = Date.UTC(2026, 10, 2, 8);
  let time = start;
  return {
    now: () => time,
    wait: async (milliseconds) => {
      time += milliseconds;
    },
    random: () => 0.5,
    waited: () => time - start,
  };
}

export const ok = (body: WireMap = {}): Reply => ({ ok: true, body });
/** An error: digits are an ErrorCode of the Chat REST API, with the name that the client gives it. */
export function no(code: string, kind: CallError['kind'] = 'refused'): Reply {
  const name = /^\d+$/.test(code) ? `Chat.${code}` : code;
  return { ok: false, error: { kind, code: name, message: `told ${code}` } };
}

/** A call that was made: `cam ListPolicies`, or `1400000001 profile/portrait_get`. */
export interface Call {
  readonly name: string;
  readonly request: WireMap;
  readonly as?: string;
}

/** Call → how it is answered in place of what the model says: always, or the first times. */
export type Faults = Map<string, Reply | Reply[]>;

function fault(faults: Faults, name: string): Reply | undefined {
  const one = faults.get(name);
  return Array.isArray(one) ? one.shift() : one;
}

interface Policy {
  readonly id: number | bigint;
  readonly name: string;
  readonly preset: boolean;
  description: string;
  document: string;
  /** `1:UIN` for a sub-account, `2:GROUPID` for a user group, `3:ROLE`. */
  readonly holders: Set<string>;
}

interface CamState {
  readonly policies: Map<string, Policy>;
  readonly tags: Map<string, Map<string, string>>;
}

const copyOf = ({ policies, tags }: CamState): CamState => ({
  policies: new Map([...policies].map(([id, one]) => [id, { ...one, holders: new Set(one.holders) }])),
  tags: new Map([...tags].map(([app, one]) => [app, new Map(one)])),
});

/** CAM, the Tag service and cim over maps. With `lag`, what is written shows in what is read only later. */
export class FakeCloud implements CloudApi {
  readonly calls: Call[] = [];
  readonly faults: Faults = new Map();
  owner = account;
  /** Whose key it is: a root account's, as long as nobody says otherwise. */
  caller = account;
  /** Uin → its user groups. */
  readonly memberships = new Map<string, readonly number[]>();
  apps: Wire = [1400000001, 1400000002];
  readonly users = new Map([
    ['100000000101', 'alice'],
    ['100000000102', 'bob'],
  ]);
  readonly groups = new Map([['7', 'chat-operators']]);
  lag = 0;
  /** How long after its creation CAM says that it does not know a policy, in milliseconds. */
  youth = 0;
  private readonly actual: CamState = { policies: new Map(), tags: new Map() };
  private shown: CamState = { policies: new Map(), tags: new Map() };
  private readonly pending: { readonly due: number; readonly state: CamState }[] = [];
  private readonly born = new Map<string, number>();
  private nextId = 5001;
  private readonly pace: Pace;

  constructor(pace: Pace) {
    this.pace = pace;
  }

  async call(service: 'cam' | 'tag' | 'cim', action: string, request: WireMap): Promise<Reply> {
    const name = `${service} ${action}`;
    this.calls.push({ name, request });
    const wrong = fault(this.faults, name);
    // A lost answer is lost after the call was carried out.
    if (wrong && !(!wrong.ok && wrong.error.kind === 'lost')) return wrong;
    while (this.pending[0] && this.pending[0].due <= this.pace.now()) {
      this.shown = (this.pending.shift() as (typeof this.pending)[number]).state;
    }
    const reply = this.answer(action, request);
    if (/^(?:Create|Update|Delete|Attach|Detach|Modify)/.test(action)) {
      this.pending.push({ due: this.pace.now() + this.lag, state: copyOf(this.actual) });
    }
    return wrong ?? reply;
  }

  /** Puts a policy there as if somebody had made it long ago. */
  addPolicy(name: string, document: string, more: Partial<Policy> = {}): Policy {
    const id = this.nextId++;
    const policy = {
      id,
      name,
      preset: false,
      description: '',
      document,
      holders: new Set<string>(),
      ...more,
    };
    this.actual.policies.set(String(policy.id), policy);
    this.shown = copyOf(this.actual);
    return policy;
  }

  addTags(app: string, tags: Readonly<Record<string, string>>): void {
    this.actual.tags.set(app, new Map(Object.entries(tags)));
    this.shown = copyOf(this.actual);
  }

  tagsOf(app: string): Record<string, string> {
    return Object.fromEntries(this.actual.tags.get(app) ?? []);
  }

  policy(name: string): Policy | undefined {
    return [...this.actual.policies.values()].find((one) => one.name === name);
  }

  made(name: string): WireMap[] {
    return this.calls.filter((call) => call.name === name).map(({ request }) => request);
  }

  private answer(action: string, request: WireMap): Reply {
    switch (action) {
      case 'GetUserAppId':
        return ok({ Uin: this.caller, OwnerUin: this.owner, AppId: 1250000000 });
      case 'DescribeSdkAppid':
        return ok({ SdkAppids: this.apps });
      case 'ListUsers':
        return ok({ Data: [...this.users].map(([uin, Name]) => ({ Uin: Number(uin), Name })) });
      case 'ListGroups':
        return page(
          request,
          'GroupInfo',
          [...this.groups].map(([id, name]) => ({ GroupId: Number(id), GroupName: name })),
        );
      case 'ListGroupsForUser':
        return page(
          request,
          'GroupInfo',
          (this.memberships.get(String(request.SubUin)) ?? []).map((GroupId) => ({ GroupId })),
        );
      case 'ListPolicies':
        return page(request, 'List', this.policyList(request.Scope === 'QCS'));
      case 'GetPolicy':
        return this.getPolicy(request);
      case 'ListEntitiesForPolicy':
        return page(request, 'List', this.entities(request));
      case 'GetResources':
        return this.resources(request);
      case 'ModifyResourceTags':
        return this.modifyTags(request);
      case 'CreatePolicy':
        return this.createPolicy(request);
      default:
        return this.writePolicy(action, request);
    }
  }

  private policyList(preset: boolean): WireMap[] {
    return [...this.shown.policies.values()]
      .filter((one) => one.preset === preset)
      .map(({ id, name, holders }) => ({
        PolicyId: id,
        PolicyName: name,
        Type: preset ? 2 : 1,
        Attachments: [...holders].filter((one) => one.startsWith('1:')).length,
        AttachEntityCount: holders.size,
      }));
  }

  private getPolicy({ PolicyId }: WireMap): Reply {
    const policy = this.shown.policies.get(String(PolicyId));
    if (!policy) return no('ResourceNotFound.PolicyIdNotFound');
    const { name, description, document } = policy;
    return ok({ PolicyName: name, Description: description, Type: 1, PolicyDocument: document });
  }

  private entities({ PolicyId }: WireMap): WireMap[] {
    return [...(this.shown.policies.get(String(PolicyId))?.holders ?? [])].map((holder) => {
      const [type = '', id = ''] = holder.split(':');
      const Name = (type === '1' ? this.users : this.groups).get(id) ?? '';
      return { Id: id, Name, Uin: type === '1' ? Number(id) : 0, RelatedType: Number(type) };
    });
  }

  /** Two apps a page, so that the token is needed. */
  private resources({ ResourceList, PaginationToken }: WireMap): Reply {
    const from = Number(PaginationToken ?? 0);
    const all = (ResourceList as readonly string[]).flatMap((Resource) => {
      const tags = this.shown.tags.get(Resource.split('/').at(-1) ?? '');
      if (!tags || tags.size === 0) return [];
      return {
        Resource,
        Tags: [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue, Category: 'Custom' })),
      };
    });
    const next = from + 2 < all.length ? String(from + 2) : '';
    return ok({ PaginationToken: next, ResourceTagMappingList: all.slice(from, from + 2) });
  }

  private modifyTags({ Resource, ReplaceTags, DeleteTags }: WireMap): Reply {
    const app = String(Resource).split('/').at(-1) ?? '';
    const tags = this.actual.tags.get(app) ?? new Map<string, string>();
    const [replaced, deleted] = [ReplaceTags ?? [], DeleteTags ?? []] as [WireMap[], WireMap[]];
    if (ReplaceTags !== undefined && replaced.length === 0) return no('InvalidParameter');
    if (DeleteTags !== undefined && deleted.length === 0) return no('InvalidParameter');
    if (replaced.length > 10 || deleted.length > 10) return no('LimitExceeded.TagNumPerRequest');
    if (deleted.some(({ TagKey }) => !tags.has(String(TagKey)))) {
      return no('ResourceNotFound.AttachedTagKeyNotFound');
    }
    for (const { TagKey, TagValue } of replaced) tags.set(String(TagKey), String(TagValue));
    for (const { TagKey } of deleted) tags.delete(String(TagKey));
    this.actual.tags.set(app, tags);
    return ok();
  }

  private createPolicy({ PolicyName, Description, PolicyDocument }: WireMap): Reply {
    if (this.policy(String(PolicyName))) return no('FailedOperation.PolicyNameInUse');
    const id = this.nextId++;
    this.actual.policies.set(String(id), {
      id,
      name: String(PolicyName),
      preset: false,
      description: String(Description ?? ''),
      document: stored(String(PolicyDocument)),
      holders: new Set(),
    });
    this.born.set(String(id), this.pace.now());
    return ok({ PolicyId: id });
  }

  private writePolicy(action: string, request: WireMap): Reply {
    const { PolicyId } = request;
    const id = String(Array.isArray(PolicyId) ? PolicyId[0] : PolicyId);
    const policy = this.actual.policies.get(id);
    const isYoung = this.pace.now() < (this.born.get(id) ?? Number.NEGATIVE_INFINITY) + this.youth;
    if (!policy || isYoung) return no('InvalidParameter.PolicyIdNotExist');
    const [, verb, whom] = /^(Attach|Detach)(User|Group)Policy$/.exec(action) ?? [];
    if (verb !== undefined) {
      const key = `${verb}${whom === 'User' ? 'Uin' : 'GroupId'}`;
      const holder = `${whom === 'User' ? 1 : 2}:${request[key]}`;
      if (verb === 'Attach') policy.holders.add(holder);
      else policy.holders.delete(holder);
      return ok();
    }
    if (action === 'DeletePolicy') {
      this.actual.policies.delete(id);
      return ok();
    }
    if (request.Description !== undefined) policy.description = String(request.Description);
    if (request.PolicyDocument !== undefined) policy.document = stored(String(request.PolicyDocument));
    return ok();
  }
}

/** As CAM gives a document back: lists where there were single values, and slashes escaped. */
export function stored(document: string): string {
  const listed = JSON.parse(document, (key, value) =>
    ['action', 'resource'].includes(key) && typeof value === 'string' ? [value] : value,
  );
  return JSON.stringify(listed).replaceAll('/', '\\/');
}

function page({ Page, Rp }: WireMap, list: string, items: readonly WireMap[]): Reply {
  const size = Number(Rp);
  const from = (Number(Page) - 1) * size;
  return ok({ TotalNum: items.length, [list]: items.slice(from, from + size) });
}

interface Group {
  readonly type: string;
  name: string;
  introduction: string;
  owner: string;
  readonly members: Set<string>;
}

/** One app of the Chat REST API. */
export class FakeChat implements ChatApi {
  readonly calls: Call[] = [];
  readonly faults: Faults = new Map();
  readonly admins = new Set(['administrator']);
  /** UserID → its profile tags. */
  readonly accounts = new Map<string, Map<string, Wire>>([['administrator', new Map()]]);
  readonly groups = new Map<string, Group>();
  names: WireMap[] = [
    { AppName: 'Acme Support', Date: '20261031' },
    { AppName: 'Acme Help', Date: '20261101' },
    { AppName: 'Acme', Date: '20261030' },
  ];
  customTags = new Set<string>();

  async call(sdkAppId: string, command: string, body: WireMap, as?: string): Promise<Reply> {
    const name = `${sdkAppId} ${command}`;
    this.calls.push({ name, request: body, ...(as !== undefined && { as }) });
    const wrong = fault(this.faults, name) ?? fault(this.faults, command);
    if (wrong && !(!wrong.ok && wrong.error.kind === 'lost')) return wrong;
    if (as !== undefined && !this.admins.has(as)) return no('60010');
    const reply = this.answer(command.split('/')[1] ?? '', body);
    // A lost answer is lost after the call was carried out.
    return wrong ?? reply;
  }

  /** The requests of a command, in their order. */
  made(command: string): WireMap[] {
    return this.calls
      .filter(({ name }) => name.endsWith(` ${command}`) || name.endsWith(`/${command}`))
      .map(({ request }) => request);
  }

  addGroup(id: string, more: Partial<Group> = {}): Group {
    const group = {
      type: 'Public',
      name: id,
      introduction: '',
      owner: '',
      members: new Set<string>(),
      ...more,
    };
    this.groups.set(id, group);
    return group;
  }

  private answer(command: string, body: WireMap): Reply {
    switch (command) {
      case 'getappinfo':
        return ok({ Result: this.names });
      case 'account_check':
        return ok({ ResultItem: this.namesIn(body.CheckItem).map((UserID) => this.checked(UserID)) });
      case 'account_import':
        this.importOne(body);
        return ok();
      case 'account_delete':
        return ok({ ResultItem: this.namesIn(body.DeleteItem).map((UserID) => this.deleteOne(UserID)) });
      case 'portrait_get':
        return this.portraits(body);
      case 'portrait_set':
        return this.setPortrait(body);
      case 'query_online_status':
        return ok({ QueryResult: [] });
      default:
        return this.groupCommand(command, body);
    }
  }

  private readonly namesIn = (items: Wire | undefined) =>
    (items as readonly WireMap[]).map(({ UserID }) => String(UserID));

  private checked(UserID: string): WireMap {
    const AccountStatus = this.accounts.has(UserID) ? 'Imported' : 'NotImported';
    return { UserID, ResultCode: 0, ResultInfo: '', AccountStatus };
  }

  private importOne({ UserID, Nick, FaceUrl }: WireMap): void {
    if (this.accounts.has(String(UserID))) return;
    const tags = new Map<string, Wire>();
    if (Nick !== undefined) tags.set('Tag_Profile_IM_Nick', Nick);
    if (FaceUrl !== undefined) tags.set('Tag_Profile_IM_Image', FaceUrl);
    this.accounts.set(String(UserID), tags);
  }

  private deleteOne(UserID: string): WireMap {
    const isThere = this.accounts.delete(UserID);
    return { UserID, ResultCode: isThere ? 0 : 70107, ResultInfo: isThere ? '' : 'Err_Account_Not_Exist' };
  }

  private portraits({ To_Account, TagList }: WireMap): Reply {
    const wanted = TagList as readonly string[];
    const unknown = wanted.find((tag) => tag.startsWith('Tag_Profile_Custom_') && !this.customTags.has(tag));
    if (unknown !== undefined) return no('40009');
    const items = (To_Account as readonly string[]).map((user) => {
      const tags = [...(this.accounts.get(user) ?? [])].filter(([tag]) => wanted.includes(tag));
      return {
        To_Account: user,
        ProfileItem: tags.map(([Tag, Value]) => ({ Tag, Value })),
        ResultCode: this.accounts.has(user) ? 0 : 40003,
        ResultInfo: '',
      };
    });
    return ok({ UserProfileItem: items });
  }

  private setPortrait({ From_Account, ProfileItem }: WireMap): Reply {
    const tags = this.accounts.get(String(From_Account));
    if (!tags) return no('40003');
    for (const { Tag, Value } of ProfileItem as readonly WireMap[]) tags.set(String(Tag), Value ?? null);
    return ok();
  }

  private groupCommand(command: string, body: WireMap): Reply {
    if (command === 'get_appid_group_list') return this.listGroups(body);
    if (command === 'get_group_info') return this.infos(body);
    if (command === 'create_group') return this.createGroup(body);
    const group = this.groups.get(String(body.GroupId));
    if (!group) return no('10010');
    switch (command) {
      case 'get_group_member_info':
        return this.members(group, body);
      case 'modify_group_base_info':
        Object.assign(group, {
          ...(body.Name !== undefined && { name: body.Name }),
          ...(body.Introduction !== undefined && { introduction: body.Introduction }),
        });
        return ok();
      case 'change_group_owner':
        if (!group.members.has(String(body.NewOwner_Account))) return no('10004');
        group.owner = String(body.NewOwner_Account);
        return ok();
      case 'add_group_member':
        return this.addMembers(group, body);
      case 'delete_group_member':
        for (const user of body.MemberToDel_Account as readonly string[]) group.members.delete(user);
        return ok();
      case 'destroy_group':
        this.groups.delete(String(body.GroupId));
        return ok();
      default:
        return no('60009');
    }
  }

  private listGroups({ Limit, Next, GroupType }: WireMap): Reply {
    const all = [...this.groups].filter(([, { type }]) => GroupType === undefined || type === GroupType);
    const end = Number(Next) + Number(Limit);
    const GroupIdList = all.slice(Number(Next), end).map(([GroupId]) => ({ GroupId }));
    return ok({ TotalCount: all.length, GroupIdList, Next: end < all.length ? end : 0 });
  }

  private infos({ GroupIdList }: WireMap): Reply {
    const infos = (GroupIdList as readonly string[]).map((GroupId) => {
      const group = this.groups.get(GroupId);
      if (!group) return { GroupId, ErrorCode: 10010, ErrorInfo: 'no such group' };
      const { type, name, introduction, owner } = group;
      return {
        GroupId,
        ErrorCode: 0,
        ErrorInfo: '',
        Type: type,
        Name: name,
        Introduction: introduction,
        Owner_Account: owner,
        CreateTime: 1_700_000_000,
      };
    });
    return ok({ GroupInfo: infos });
  }

  private members({ type, members }: Group, { Limit, Offset, Next }: WireMap): Reply {
    const isCommunity = type === 'Community';
    if (isCommunity !== (Next !== undefined)) return no('10004');
    const from = Number(isCommunity ? Next || 0 : Offset);
    const end = from + Number(Limit);
    const MemberList = [...members]
      .slice(from, end)
      .map((user) => ({ Member_Account: user, Role: 'Member' }));
    const next = end < members.size ? String(end) : '';
    return ok({ MemberNum: members.size, MemberList, ...(isCommunity && { Next: next }) });
  }

  private createGroup(body: WireMap): Reply {
    const { GroupId, Type, Name, Introduction = '', Owner_Account = '', MemberList = [] } = body;
    if (this.groups.has(String(GroupId))) return no('10025');
    const users = (MemberList as readonly WireMap[]).map(({ Member_Account }) => String(Member_Account));
    if (users.length > 100) return no('10005');
    const members = new Set([...(Owner_Account === '' ? [] : [String(Owner_Account)]), ...users]);
    this.groups.set(String(GroupId), {
      type: String(Type),
      name: String(Name),
      introduction: String(Introduction),
      owner: String(Owner_Account),
      members,
    });
    return ok({ GroupId: String(GroupId) });
  }

  private addMembers(group: Group, { MemberList }: WireMap): Reply {
    const users = (MemberList as readonly WireMap[]).map(({ Member_Account }) => String(Member_Account));
    if (users.length > 100) return no('10005');
    const results = users.map((user) => {
      const Result = !this.accounts.has(user) ? 0 : group.members.has(user) ? 2 : 1;
      if (Result === 1) group.members.add(user);
      return { Member_Account: user, Result };
    });
    return ok({ MemberList: results });
  }
}

/** A scope: the apps, and of each kind the live segments that somebody names. */
export function scopeOf(
  apps: readonly string[],
  named: Readonly<Record<string, readonly (readonly string[])[]>> = {},
): Scope {
  return { apps, named: (kind) => named[kind] ?? [] };
}

/** The adapter over fresh fakes. Calls of 1400000001 can be signed. */
export function opened(more: Partial<TencentOptions> = {}) {
  const pace = fakePace();
  const cloud = new FakeCloud(pace);
  const chat = new FakeChat();
  const adapter = openTencent({
    account,
    cloud,
    chat,
    chatProblem: (app) => (app === '1400000001' ? undefined : 'console.apps.lobby.key is not set'),
    adminOf: () => 'administrator',
    pace,
    ...more,
  });
  return { adapter, cloud, chat, pace };
}
