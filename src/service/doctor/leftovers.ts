// What runs have left behind and nobody needs: workspaces, refs and temporary files. Only looks; `gc` and people clear away.

import {join} from 'node:path'
import {type Hub, hubAt} from '../../executor/workspace/hub.ts'
import {readRecord} from '../../executor/workspace/ledger.ts'
import {keptRefs} from '../../executor/workspace/refs.ts'
import type {RunState} from '../../run/state.ts'
import {kindOf, listDirectory} from '../../system/files.ts'
import {type Finding, finding} from './finding.ts'

export const examineLeftovers = async (
  root: string,
  states: readonly RunState[],
): Promise<readonly Finding[]> => {
  const hub = await hubAt(root)
  if (hub === undefined) return []
  return [await examineWorkspaces(hub, states), await examineRefs(hub, states)]
}

const examineWorkspaces = async (hub: Hub, states: readonly RunState[]): Promise<Finding> => {
  const say = finding('workspaces')
  const left: string[] = []
  for (const name of await listDirectory(hub.workspaces)) {
    const path = join(hub.workspaces, name)
    if ((await kindOf(path)) === 'directory' && !(await isNeeded(hub, name, states))) left.push(path)
  }
  return left.length === 0
    ? say('ok', 'None is left over.')
    : say(
        'warning',
        `No task needs these any more; agent-spawn cleanup removes those that hold nothing: ${left.join(', ')}.`,
      )
}

/** A task that is not done goes on in its workspace. */
const isNeeded = async (hub: Hub, name: string, states: readonly RunState[]): Promise<boolean> => {
  const record = await readRecord(hub, name)
  const state = states.find(({run}) => run === record?.run)
  if (record === undefined || state === undefined) return false
  const isKept = state.policy.workspace.keep === 'all'
  return isKept || state.tasks.get(record.task)?.phase !== 'done'
}

const examineRefs = async (hub: Hub, states: readonly RunState[]): Promise<Finding> => {
  const say = finding('kept work')
  const known = new Set(states.map(({run}) => run))
  const refs = await keptRefs(hub)
  const strangers = [...new Set(refs.map(({run}) => run).filter(run => !known.has(run)))]
  return strangers.length === 0
    ? say('ok', `${refs.length} refs in ${hub.path}, all of runs that are known.`)
    : say('warning', `${hub.path} keeps work of runs that have no readable journal: ${strangers.join(', ')}.`)
}
