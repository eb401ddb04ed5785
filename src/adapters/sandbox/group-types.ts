/**
 * What the console shows for each group type of a new app. The defaults differ from type to type (Chat
 * documentation, "Group System"); sources disagree on the history of Meeting and Community groups, and this
 * is the table of the guide's time. Audio-video groups have but one of the settings (GRP-1 to GRP-4).
 */
import type { Json, JsonMap } from '../../json.ts';

type Notice = 'off' | 'push-and-store';

const memberChange = (notice: Notice) => ({ invite: notice, join: notice, leave: notice, kick: notice });
const memberProfileChange = (notice: Notice) => ({ mute: notice, admin: notice });
const profileChange: JsonMap = {
  name: 'push-and-store',
  notice: 'push-and-store',
  introduction: 'push-and-store',
  avatar: 'push-and-store',
  owner: 'push-and-store',
  muteAll: 'off',
  joinMode: 'off',
};

function defaults(historyBeforeJoin: boolean, members: Notice): JsonMap {
  return {
    historyBeforeJoin,
    notifications: {
      memberChange: memberChange(members),
      profileChange,
      memberProfileChange: memberProfileChange(members),
    },
  };
}

export const groupTypeDefaults: Readonly<Record<string, Json>> = {
  Work: defaults(false, 'push-and-store'),
  Public: defaults(false, 'push-and-store'),
  Meeting: defaults(false, 'off'),
  AVChatRoom: { notifications: { memberProfileChange: memberProfileChange('off') } },
  Community: defaults(true, 'push-and-store'),
};
