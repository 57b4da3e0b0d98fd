// What workspaces and their branches are called. Everything that comes from a document is checked here first.

import type {Task, TaskId} from '../../graph/task.ts'
import {isTaskId, nameOf} from '../../graph/task-id.ts'
import type {WorkspacePolicy} from '../../run/policy.ts'
import {isSafeRefPart} from '../../system/git.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {trimEndOf} from '../../util/text.ts'

export interface WorkspaceNames {
  /** Of the directory: `agent-<ID>-<type>`, unless the policy names it. */
  readonly name: string
  /** `agent/<ID>/<type>`. */
  readonly branch: string
}

/** For a plan that asks for no kind of agent. */
const ANY_TYPE = 'general'

/** The kind of agent that names a task's workspace: as the policy says, else as the plan says, made safe for a path. */
export const workspaceType = (task: Task, policy: WorkspacePolicy): string => {
  const type = policy.type ?? task.agent?.type ?? ''
  const safe = type.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[_-]+/, '')
  return trimEndOf(safe.slice(0, 64), '-') || ANY_TYPE
}

/** The error names the part that cannot be used. */
export const workspaceNames = (
  task: TaskId,
  type: string,
  policy: WorkspacePolicy,
): Result<WorkspaceNames, string> => {
  const id = isTaskId(task) ? nameOf(task) : task
  const name = policy.name ?? `agent-${id}-${type}`
  const wrong = [id, type, name].find(part => !isSafeRefPart(part))
  return wrong === undefined
    ? ok({name, branch: `agent/${id}/${type}`})
    : err(
        `${JSON.stringify(wrong)} cannot be part of a branch name and a path; expected letters, digits, \`.\`, \`_\` and \`-\`, without \`..\` and without \`.\` or \`.lock\` at the end.`,
      )
}
