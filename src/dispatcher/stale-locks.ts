// Lock files that git left when it, or its machine, went down in the middle of something: whoever finds one waits for a process that is
// gone. Only for the holder of the run lock.

import {dirname, join} from 'node:path'
import type {Hub} from '../executor/workspace/hub.ts'
import {indexPath} from '../executor/workspace/ledger.ts'
import {findLeftovers, gitDirectory} from '../executor/workspace/leftover.ts'
import {listed} from '../graph/wording.ts'
import {sinceBoot, wallClock} from '../system/clock.ts'
import {listDirectory, removeFile, writtenAt} from '../system/files.ts'

/** Those from before the machine was last started. Undefined: there were none. Else a whole sentence on what was removed. */
export const removeStaleLocks = async (hub: Hub): Promise<string | undefined> => {
  const stale = await findLocks(hub, wallClock() - sinceBoot())
  for (const path of stale) await removeFile(path)
  return stale.length === 0 ? undefined : removed(stale)
}

/** Those last written before that instant, epoch milliseconds. Absolute. */
export const findLocks = async (hub: Hub, before: number): Promise<readonly string[]> => {
  const found: string[] = []
  for (const directory of await lockedDirectories(hub))
    for (const name of await listDirectory(directory)) {
      if (!name.endsWith('.lock')) continue
      const path = join(directory, name)
      const at = await writtenAt(path)
      if (at !== undefined && at < before) found.push(path)
    }
  return found
}

/** Where git locks what a run needs: the hub, its integration branches and indexes, and what agents work in. */
const lockedDirectories = async (hub: Hub): Promise<readonly string[]> => {
  const lefts = await findLeftovers(hub)
  const own = await Promise.all(lefts.map(gitDirectory))
  return [
    hub.path,
    join(hub.path, 'refs', 'heads', 'agent-spawn'),
    ...lefts.map(({name}) => dirname(indexPath(hub, name))),
    ...own.filter(directory => directory !== undefined),
  ]
}

const removed = (paths: readonly string[]): string =>
  `Removed ${listed(paths)}: older than the last start of this machine, so the git that made ${paths.length === 1 ? 'it' : 'them'} is gone.`
