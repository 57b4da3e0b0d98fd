// What a planning-document format is. One file per format in formats/; the table of them stands in read.ts.

import type {Draft} from '../graph/draft.ts'

/** A document as the user named it, already decoded. */
export interface PlanDocument {
  readonly file: string
  readonly text: string
  /** The directory that the user named in its place: then it need not be a plan. */
  readonly foundIn?: string
}

/** How a format writes comments: in HTML, with `#` in front matter; behind `#` alone; not at all. */
export type CommentSyntax = 'html' | 'hash' | 'none'

/** What was read from one document. */
export interface DocumentDraft {
  readonly file: string
  readonly draft: Draft
}

export interface Format {
  /** As `--format` takes it. */
  readonly name: string
  /** What `matches` looks for, as a noun phrase: the message for a document that no format matches lists it. */
  readonly looksFor: string
  /** Where comments that silence rules may stand; absent: `html`. */
  readonly comments?: CommentSyntax
  /** By content, never by the file's name. Cheap: called for every document. */
  matches(document: PlanDocument): boolean
  /** Never throws: what is wrong with the document stands in the draft's diagnostics. */
  read(document: PlanDocument): Draft
  /** For formats of one task a file: what the documents say of one another, once all are read. One draft for each, in order. */
  relate?(documents: readonly DocumentDraft[]): readonly Draft[]
}
