// `agent-spawn reject`.

import {reviewCommand} from '../review-command.ts'

export const configure = reviewCommand('reject', 'rejected')
