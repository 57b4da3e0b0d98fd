// `agent-spawn reject`.

import {reviewCommand} from '../review-command.ts'

export const configure = reviewCommand('reject', {
  verdict: 'rejected',
  why: 'why; if the task is tried again, its agent is told',
})
