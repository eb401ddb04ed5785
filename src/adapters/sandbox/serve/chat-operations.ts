/** Statistics, and user attributes for pushes to all (api.md §2.4.7, §2.4.8). */
import { at, type JsonMap, mapOf } from '../../../json.ts';
import { addSeconds } from '../clock.ts';
import { sectionOf } from '../settings.ts';
import { count, meta } from '../tables.ts';
import { type ChatDesk, type Command, done, fail, textsOf } from './chat-answer.ts';

const days = 30;
const aDay = 24 * 3600; // seconds

/** What is never counted: nobody writes, and nobody logs in. */
const zeros = [
  'ActiveUserNum',
  'LoginTimes',
  'LoginUserNum',
  'UpMsgNum',
  'SendMsgUserNum',
  'APNSMsgNum',
  'C2CUpMsgNum',
  'C2CDownMsgNum',
  'C2CSendMsgUserNum',
  'C2CAPNSMsgNum',
  'MaxOnlineNum',
  'DownMsgNum',
  'ChainIncrease',
  'ChainDecrease',
  'GroupUpMsgNum',
  'GroupDownMsgNum',
  'GroupSendMsgUserNum',
  'GroupAPNSMsgNum',
  'GroupSendMsgGroupNum',
  'GroupJoinGroupTimes',
  'GroupQuitGroupTimes',
  'GroupDestroyGroupNum',
  'CallBackReq',
  'CallBackRsp',
];

/** The last thirty whole days, newest first. All values are texts. */
const appInfo: Command = {
  perSecond: 200,
  isWrite: false,
  parameters: ['RequestField'],
  wrong: 130001,
  run: (desk, { RequestField }) => {
    const wanted = RequestField === undefined ? undefined : textsOf(RequestField);
    if (RequestField !== undefined && !wanted) return fail(130001, 'RequestField is a list of names.');
    const today = `${meta(desk.tables, 'clock').slice(0, 10)}T00:00:00Z`;
    const rows = Array.from({ length: days }, (_, n) => dayOf(desk, addSeconds(today, -(n + 1) * aDay)));
    const isWanted = ([name]: [string, unknown]) => name === 'Date' || (wanted?.includes(name) ?? true);
    return done({ Result: rows.map((row) => mapOf(Object.entries(row).filter(isWanted))) });
  },
};

/** From the accounts and groups that there are: those deleted since are not counted. */
function dayOf({ tables, app }: ChatDesk, start: string): JsonMap {
  const end = addSeconds(start, aDay);
  const made = (table: string, from: string) =>
    String(
      count(
        tables,
        `SELECT count(*) FROM ${table} WHERE app = ? AND createdAt >= ? AND createdAt < ?`,
        app.id,
        from,
        end,
      ),
    );
  return {
    AppName: app.name,
    AppId: String(app.id),
    Company: '',
    ...mapOf(zeros.map((name) => [name, '0'] as const)),
    RegistUserNumOneDay: made('accounts', start),
    RegistUserNumTotal: made('accounts', ''),
    GroupNewGroupNum: made('chatGroups', start),
    GroupAllGroupNum: made('chatGroups', ''),
    Date: start.slice(0, 10).replaceAll('-', ''),
  };
}

/** MSG-8: only where pushing to all users is on. No attribute ever has a name. */
const attributeNames: Command = {
  perSecond: 100,
  isWrite: false,
  parameters: [],
  wrong: 90001,
  run: ({ tables, app }) => {
    const isOn = at(sectionOf(tables, app.id, 'messages'), ['pushToAllUsers']) === true;
    return isOn ? done({ AttrNames: {} }) : fail(90045, 'Pushing to all users is off.');
  },
};

export const operationCommands: Readonly<Record<string, Command>> = {
  'openconfigsvr/getappinfo': appInfo,
  'all_member_push/im_get_attr_name': attributeNames,
};
