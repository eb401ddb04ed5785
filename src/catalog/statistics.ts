/**
 * Console page: Statistics > Daily Statistics (STA-1 to STA-3; Chat's page "Statistics", 1047/34579). `field` is that of
 * `openconfigsvr/getappinfo` (1047/34886). Which of them the console means by active groups, and by the groups of
 * which it shows the peak, is not written anywhere: those two follow from the names.
 */

export const figures = {
  dau: { field: 'ActiveUserNum', title: 'DAU' },
  totalUsers: { field: 'RegistUserNumTotal', title: 'Total users' },
  newUsers: { field: 'RegistUserNumOneDay', title: 'New users' },
  oneToOneMessages: { field: 'C2CUpMsgNum', title: '1-to-1 messages' },
  groupMessages: { field: 'GroupUpMsgNum', title: 'Group messages' },
  oneToOneSenders: { field: 'C2CSendMsgUserNum', title: '1-to-1 senders' },
  groupSenders: { field: 'GroupSendMsgUserNum', title: 'Group senders' },
  offlinePushes: { field: 'APNSMsgNum', title: 'Offline pushes' },
  newGroups: { field: 'GroupNewGroupNum', title: 'New groups' },
  totalGroups: { field: 'GroupAllGroupNum', title: 'Total groups' },
  activeGroups: { field: 'GroupSendMsgGroupNum', title: 'Active groups' },
} as const;

export type Figure = keyof typeof figures;

/** The figures of one day; one that the console did not give is left out. */
export type Figures = Readonly<Partial<Record<Figure, number>>>;

/** A part of the page: its table, and what stands above it. */
export interface StatisticsPart {
  readonly name: 'users' | 'messages' | 'groups';
  readonly title: string;
  readonly rule: string;
  /** The highest value of the current month up to yesterday; 0 on the first day of a month. */
  readonly peak?: { readonly figure: Figure; readonly title: string };
  /** Those whose value of yesterday stands above the table. */
  readonly overview: readonly Figure[];
  readonly columns: readonly Figure[];
}

export const statisticsParts: readonly StatisticsPart[] = [
  {
    name: 'users',
    title: 'User base',
    rule: 'STA-1',
    peak: { figure: 'dau', title: 'Peak DAU of this month' },
    overview: ['totalUsers', 'newUsers'],
    columns: ['dau', 'totalUsers', 'newUsers'],
  },
  {
    name: 'messages',
    title: 'Message activity',
    rule: 'STA-2',
    overview: ['oneToOneMessages', 'groupMessages'],
    columns: ['oneToOneMessages', 'groupMessages', 'oneToOneSenders', 'groupSenders', 'offlinePushes'],
  },
  {
    name: 'groups',
    title: 'Group size',
    rule: 'STA-3',
    peak: { figure: 'totalGroups', title: 'Peak groups of this month' },
    overview: ['totalGroups', 'newGroups'],
    columns: ['newGroups', 'totalGroups', 'activeGroups'],
  },
];

/** For how many days back the console has figures. Its days are those of Beijing (269/4193). */
export const daysOfStatistics = 30;
