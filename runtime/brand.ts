/** Branded ids and hashes. Each is minted in one place, so a `BlobHash` can't pass for a `CellId`. */
declare const brand: unique symbol
type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** nbformat 4.5 id of a code cell. */
export type CellId = Brand<string, 'CellId'>
/** One execution of one cell, unique for ever (UUID). */
export type RunId = Brand<string, 'RunId'>
/** SHA-256 (hex) of a cell's normalised syntax tree. */
export type SourceHash = Brand<string, 'SourceHash'>
/** What identifies a location's content: a content hash, or a hash of (key, location) where content can't be read. */
export type Version = Brand<string, 'Version'>
/** SHA-256 (hex) of a stored blob's bytes. */
export type BlobHash = Brand<string, 'BlobHash'>
/** A unit's state at one moment: what a session can put back. Session-made (memory) or the blob's hash (store). */
export type SnapshotId = Brand<string, 'SnapshotId'>
/** A top-level name of the notebook, e.g. `rows`. */
export type Name = string

export const cellId = (s: string): CellId => s as CellId
export const runId = (s: string): RunId => s as RunId
export const sourceHash = (s: string): SourceHash => s as SourceHash
export const version = (s: string): Version => s as Version
export const blobHash = (s: string): BlobHash => s as BlobHash
export const snapshotId = (s: string): SnapshotId => s as SnapshotId
