// What an attempt that goes on in an earlier one's workspace finds there. Reads what agents wrote, so it trusts none of it.

import {join} from 'node:path'
import type {Resumption} from '../report/instruction.ts'
import {attemptState} from '../run/state.ts'
import {readTail, readText} from '../system/files.ts'
import {resolveInside} from '../system/inside.ts'
import {type AttemptOrder, attemptFile} from './attempt-order.ts'
import {CHECKPOINT_FILE, type Workspace} from './workspace/workspace.ts'

/** Enough of a log to see what was being done. */
const LOG_CHARS = 2_000

/** A note, not an archive: an instruction has to be read as a whole. */
const CHECKPOINT_CHARS = 8_000

/** Undefined for a first attempt, and where nothing was left. */
export const resumptionOf = async (
  {event, state, runDirectory}: AttemptOrder,
  workspace: Workspace,
): Promise<Resumption | undefined> => {
  const {task, attempt} = event
  if (attempt === 1) return undefined
  const before = attemptState(state, {task, attempt: attempt - 1})
  // The work that is to be repaired is told of elsewhere, and lies here as git has merged it.
  if (before.repairs !== event.repairs) return undefined
  const changed = await workspace.changes()
  const checkpoint = await readCheckpoint(workspace)
  const logTail = await readTail(
    join(runDirectory, attemptFile({task, attempt: attempt - 1}, 'log')),
    LOG_CHARS,
  )
  const found = {changed: changed.ok ? changed.value : [], checkpoint, logTail}
  return found.changed.length === 0 && checkpoint === '' && logTail === '' ? undefined : found
}

/** A link may lead anywhere, and is not followed out of the workspace. */
const readCheckpoint = async (workspace: Workspace): Promise<string> => {
  const path = await resolveInside(workspace.path, CHECKPOINT_FILE)
  const text = path.ok ? await readText(path.value) : path
  return text.ok ? text.value.slice(0, CHECKPOINT_CHARS) : ''
}
