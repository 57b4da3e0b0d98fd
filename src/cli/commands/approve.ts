// `agent-spawn approve`.

import {reviewCommand} from '../review-command.ts'

export const configure = reviewCommand('approve', {
  verdict: 'approved',
  why: 'why; recorded with the decision',
})
