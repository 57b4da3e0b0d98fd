// `status --du`: how much room what this program keeps takes, by run. Counts bytes of files, those that several names share each time.

import {join} from 'node:path'
import {z} from 'zod'
import {listRuns, runDirectory} from '../../dispatcher/runs.ts'
import {type Hub, hubAt} from '../../executor/workspace/hub.ts'
import {findLeftovers} from '../../executor/workspace/leftover.ts'
import {diskUse as bytesOf} from '../../system/disk-use.ts'
import {ok} from '../../util/result.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'

export interface RunDiskUse {
  readonly run: string
  /** Journal, logs and reports of its attempts. */
  readonly recordBytes: number
  readonly workspaceBytes: number
}

export interface DiskUse {
  /** Oldest first. */
  readonly runs: readonly RunDiskUse[]
  readonly hubBytes: number
  /** All below `.conductor`, what belongs to no run included. */
  readonly totalBytes: number
}

export const diskUse = operation({
  input: z.object({}),
  perform: async (_, {directory}) => {
    const root = await findRoot(directory)
    const hub = await hubAt(root)
    const workspaces = hub === undefined ? new Map<string, number>() : await workspaceBytes(hub)
    const runs: RunDiskUse[] = []
    for (const run of await listRuns(root)) {
      const recordBytes = await bytesOf(runDirectory(root, run))
      runs.push({run, recordBytes, workspaceBytes: workspaces.get(run) ?? 0})
    }
    const hubBytes = hub === undefined ? 0 : await bytesOf(hub.path)
    return ok<DiskUse>({runs, hubBytes, totalBytes: await bytesOf(join(root, '.conductor'))})
  },
})

const workspaceBytes = async (hub: Hub): Promise<ReadonlyMap<string, number>> => {
  const bytes = new Map<string, number>()
  for (const {path, record} of await findLeftovers(hub))
    bytes.set(record.run, (bytes.get(record.run) ?? 0) + (await bytesOf(path)))
  return bytes
}
