// The agent without a model: writes the files whose text the plan itself gives, and removes those it says to delete.
// It never pretends: a task of which it could do only a part is refused.

import type {Output, Task} from '../../graph/task.ts'
import type {Agent, Launch} from './agent.ts'

export const tangle: Agent = {
  kind: 'tangle',
  missing: async () => undefined,
  launch: ({task}) => launchFor(task),
}

const launchFor = (task: Task): Launch => {
  const missing = task.outputs.filter(needsText)
  if (missing.length > 0) return {type: 'refused', reason: withoutText(task, missing)}
  const files = task.outputs.flatMap(({path, intent, text}) =>
    intent === 'delete' || text === undefined ? [] : [{path, text}],
  )
  const removals = task.outputs.filter(({intent}) => intent === 'delete').map(({path}) => path)
  return files.length + removals.length === 0
    ? {type: 'refused', reason: `Task ${task.id} declares no output file, so there is nothing to write.`}
    : {type: 'files', files, removals}
}

/** A directory comes with the files in it. */
const needsText = ({path, intent, text}: Output): boolean =>
  intent !== 'delete' && !path.endsWith('/') && text === undefined

const withoutText = (task: Task, outputs: readonly Output[]): string =>
  `The plan gives no text for these outputs of task ${task.id}: ${outputs.map(({path}) => path).join(', ')}. ` +
  'Give each one a fenced code block, or choose another agent.'
