// Which workspaces are in use by this process, and the ports they hold.

import {err, ok, type Result} from '../../util/result.ts'
import {portEnvironment, releasePorts, reservePorts} from './ports.ts'

export interface LeaseOrder {
  /** Absolute path of the workspace. */
  readonly path: string
  /** Only the same one may open it again before it is closed. */
  readonly owner: string
  readonly ports: number
}

interface Lease {
  readonly owner: string
  readonly ports: Promise<readonly number[] | undefined>
}

const leases = new Map<string, Lease>()

/** The environment with its ports. The error says who has the workspace, or that ports are out. */
export const takeLease = async ({
  path,
  owner,
  ports,
}: LeaseOrder): Promise<Result<{readonly [name: string]: string}, string>> => {
  const lease = leases.get(path) ?? {owner, ports: reservePorts(ports)}
  if (lease.owner !== owner)
    return err(
      `The workspace ${path} is in use by ${lease.owner}, and ${owner} would have the same. Give one of them another agent type or name.`,
    )
  leases.set(path, lease)
  const block = await lease.ports
  if (block !== undefined) return ok(portEnvironment(block))
  leases.delete(path)
  return err(`No ${ports} free ports in a row were found for the workspace ${path}. Ask for fewer.`)
}

export const endLease = async (path: string): Promise<void> => {
  const lease = leases.get(path)
  leases.delete(path)
  releasePorts((await lease?.ports) ?? [])
}
