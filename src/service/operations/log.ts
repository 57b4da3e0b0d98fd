// `log`: the execution log of a run, or the report of one task, regenerated from the journal: the same bytes as the files.

import {z} from 'zod'
import {readRun} from '../../dispatcher/runs.ts'
import {executionLog} from '../../report/execution-log.ts'
import {taskReport} from '../../report/task-report.ts'
import {ok} from '../../util/result.ts'
import {runFailure} from '../failure.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {selectOne} from '../scope.ts'

const INPUT = z.object({run: z.string().optional(), task: z.string().optional()})

export const log = operation({
  input: INPUT,
  perform: async ({run, task}, {directory}) => {
    const found = await readRun(await findRoot(directory), run)
    if (!found.ok) return runFailure(found.error)
    if (task === undefined) return ok({text: executionLog(found.value)})
    const id = selectOne(found.value.graph, task)
    return id.ok ? ok({text: taskReport(found.value, id.value)}) : id
  },
})
