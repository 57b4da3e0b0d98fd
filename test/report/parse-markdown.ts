// Reads Markdown back with a real parser: each top-level block with the texts that a reader would see in it.

import type {Nodes} from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import {unified} from 'unified'

export interface Block {
  readonly type: string
  readonly texts: readonly string[]
}

const parser = unified().use(remarkParse).use(remarkGfm)

export const remark = (markdown: string): readonly Block[] =>
  parser.parse(markdown).children.map(block => ({type: block.type, texts: textsOf(block)}))

const textsOf = (node: Nodes): readonly string[] => {
  if ('value' in node) return [node.value]
  return 'children' in node ? node.children.flatMap(textsOf) : []
}
