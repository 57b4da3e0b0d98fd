// Whether the files about the state of agents say what the journal says.

import {join} from 'node:path'
import type {RunState} from '../../run/state.ts'
import {listDirectory, readText} from '../../system/files.ts'
import {projectionsOf, stateDirectory, writeProjections} from '../projections.ts'
import {type Finding, finding} from './finding.ts'

/** Of the last run. */
export const examineProjections = async (
  root: string,
  state: RunState,
  isRepairing: boolean,
): Promise<Finding> => {
  const say = finding('state files')
  const wrong = await wrongFiles(root, state)
  if (wrong.length === 0) return say('ok', 'They say what the journal says.')
  const named = wrong.slice(0, MOST_NAMED).join(', ')
  const more = wrong.length > MOST_NAMED ? ` and ${wrong.length - MOST_NAMED} more` : ''
  const message = `Not as the journal of run ${state.run} has it: ${named}${more}.`
  if (!isRepairing) return say('problem', `${message} \`agent-spawn doctor --repair\` makes them again.`)
  writeProjections(root, state)
  return say('repaired', `${message} They have been made again.`)
}

const MOST_NAMED = 5

const wrongFiles = async (root: string, state: RunState): Promise<readonly string[]> => {
  const wrong: string[] = []
  const expected = new Set<string>()
  for (const [path, text] of projectionsOf(root, state)) {
    expected.add(path)
    const found = await readText(path)
    if (!found.ok || found.value !== text) wrong.push(path)
  }
  const directory = stateDirectory(root)
  const names = (await listDirectory(directory)).filter(name => name.endsWith('.json'))
  return [...wrong, ...names.map(name => join(directory, name)).filter(path => !expected.has(path))]
}
