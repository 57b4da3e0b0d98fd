// `agent-spawn approve`.

import {reviewCommand} from '../review-command.ts'

export const configure = reviewCommand('approve', 'approved')
