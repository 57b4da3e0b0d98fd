import {expect, test} from 'vitest'
import {catchUp, commitBaseMerge} from '../../src/dispatcher/base-merge.ts'
import {commitTree} from '../../src/executor/workspace/commit.ts'
import {moveIntegrationBranch, tip} from '../../src/executor/workspace/hub.ts'
import {begin, commitAll, gitIn, MESSAGE, must, type Place, RUN, write} from '../executor/repositories.ts'

/** The integration branch has a commit of its own, and so has the user's. */
const diverged = async (place: Place, mine: {readonly [path: string]: string}) => {
  const tree = gitIn(place.hub.path, 'rev-parse', `${place.base}^{tree}`)
  const built = must(await commitTree({gitDir: place.hub.path, tree, parent: place.base, message: MESSAGE}))
  must(await moveIntegrationBranch(place.hub, RUN, {from: place.base, to: built}))
  write(place.root, mine)
  const base = commitAll(place.root, 'meanwhile')
  return {built, base}
}

const orderOf = (place: Place, {built, base}: {built: string; base: string}) => ({
  ...{hub: place.hub, run: RUN, tip: built, branch: 'main', base, at: MESSAGE.at},
})

test('a merge that was recorded and not done is done by whoever comes next, once', async () => {
  const place = await begin()
  const found = await diverged(place, {'notes.txt': 'mine\n'})
  const merge = must(await commitBaseMerge(orderOf(place, found)))
  expect(must(await commitBaseMerge(orderOf(place, found)))).toBe(merge)
  // As the journal has it, and nobody came to move the branch.
  expect(await tip(place.hub, RUN)).toBe(found.built)
  const state = {run: RUN, tip: merge}
  expect(must(await catchUp(place.hub, state))).toBe(undefined)
  expect(await tip(place.hub, RUN)).toBe(merge)
  expect(gitIn(place.root, 'rev-parse', `agent-spawn/${RUN}`)).toBe(merge)
  expect(gitIn(place.hub.path, 'log', '-1', '--format=%P', merge)).toBe(`${found.built} ${found.base}`)
  expect(must(await catchUp(place.hub, state))).toBe(undefined)
  expect(await tip(place.hub, RUN)).toBe(merge)
})

test('a branch that is elsewhere for other reasons is left to those who settle merges', async () => {
  const place = await begin()
  const {built} = await diverged(place, {'notes.txt': 'mine\n'})
  must(await catchUp(place.hub, {run: RUN, tip: place.base}))
  expect(await tip(place.hub, RUN)).toBe(built)
})
