// `quarantine`: holds an agent of a run back, with all that it has left, or releases it.

import {z} from 'zod'
import {ok} from '../../util/result.ts'
import {operation} from '../operation.ts'
import {ask} from './request.ts'

export const quarantine = operation({
  input: z.object({
    agent: z.string().min(1),
    release: z.boolean(),
    reason: z.string().optional(),
    run: z.string().optional(),
    by: z.string(),
  }),
  perform: ({agent, release, reason, run, by}, {directory}) =>
    ask({directory, run}, () =>
      ok(
        release
          ? {type: 'release-requested', agent, by}
          : {type: 'quarantine-requested', agent, by, ...(reason === undefined ? {} : {reason})},
      ),
    ),
})
