// Claims that pass through symbolic links of the repository: `link/a` and `real/a` are one file, and who claims the one claims the other.

import {normalisePath} from '../graph/claims.ts'
import type {Graph} from '../graph/task.ts'
import {claimsOf} from '../run/claim.ts'
import type {Policy} from '../run/policy.ts'
import {linkTargets} from '../system/links.ts'
import {ok, type Result} from '../util/result.ts'
import {invalid} from './failure.ts'
import type {OperationError} from './operation.ts'

/** The policy with the links that its claims pass through; an error for a claim that a link takes out of the repository. */
export const withClaimLinks = async (
  root: string,
  {tasks}: Graph,
  policy: Policy,
): Promise<Result<Policy, OperationError>> => {
  const claimants = new Map(
    tasks.flatMap(task => claimsOf(task, policy).map(({path}) => [path, task.id] as const)),
  )
  const owned = Object.keys(policy.ownership.owners).map(normalisePath)
  const links = await linkTargets(root, new Set([...claimants.keys(), ...owned]))
  if (!links.ok) {
    const {path, link, target} = links.error
    const who = claimants.get(path)
    const claim = who === undefined ? `The ownership of ${path}` : `${who} claims ${path}, which`
    return invalid(
      'claims',
      `${claim} leads out of the repository: ${link} is a link to ${target}. Claim a path inside of it, or take the link away.`,
    )
  }
  if (Object.keys(links.value).length === 0) return ok(policy)
  return ok({...policy, ownership: {...policy.ownership, links: links.value}})
}
