/**
 * The tables of the index, as a list of migrations: the schema's version is the length of the list, and a published
 * entry is never edited. Runs, blobs and snapshots refer to each other by row id; `verify` checks it rather than foreign
 * keys, whose check on every delete would make gc quadratic.
 */
import type { Database } from 'better-sqlite3'
import { StoreError } from './errors.ts'

/** "Cell" in ASCII, in the file's header: tells our database from any other. */
export const APPLICATION_ID = 0x43656c6c

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE notebooks (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);

  -- bytes is NULL where they are a file in blobs/.
  CREATE TABLE blobs (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, bytes BLOB);
  CREATE TABLE snapshots (id TEXT PRIMARY KEY, blob INTEGER NOT NULL) WITHOUT ROWID;

  -- Row ids grow in the order of recording, which is what "newest" means: clocks go back. code and environment are blobs;
  -- trace is the whole RunTrace, sealed, so that a notebook's traces are one column.
  CREATE TABLE runs (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, notebook INTEGER NOT NULL, cell TEXT NOT NULL, hash TEXT NOT NULL,
    engine TEXT NOT NULL, outcome TEXT NOT NULL, started REAL NOT NULL, ms REAL NOT NULL, key TEXT NOT NULL,
    place TEXT NOT NULL, code INTEGER NOT NULL, environment INTEGER, trace TEXT NOT NULL
  );
  CREATE INDEX runs_by_code ON runs (hash, engine) WHERE outcome = 'ok';
  CREATE INDEX runs_by_cell ON runs (notebook, cell);
  CREATE TABLE latest (notebook INTEGER NOT NULL, cell TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (notebook, cell)) WITHOUT ROWID;

  -- JSON texts of a run: sealed in body, or compressed in a blob where large.
  CREATE TABLE texts (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, kind INTEGER NOT NULL, body TEXT, blob INTEGER, codec INTEGER);
  CREATE INDEX texts_by_run ON texts (run);

  CREATE TABLE tags (tag TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (tag, run)) WITHOUT ROWID;
  CREATE INDEX tags_by_run ON tags (run);
  `,
  `
  -- made: versions there ever were, which numbers the next one.
  CREATE TABLE figures (id INTEGER PRIMARY KEY, notebook INTEGER NOT NULL, name TEXT NOT NULL, made INTEGER NOT NULL, UNIQUE (notebook, name));

  -- run is a run's own id, which may be collected before the version is; origin (FigureOrigin) and content are blobs.
  CREATE TABLE figure_versions (
    id INTEGER PRIMARY KEY, figure INTEGER NOT NULL, number INTEGER NOT NULL, cell TEXT NOT NULL, run TEXT NOT NULL, at REAL NOT NULL,
    hash TEXT NOT NULL, mime TEXT NOT NULL, caption TEXT, content INTEGER NOT NULL, origin INTEGER NOT NULL, UNIQUE (figure, number)
  );
  CREATE INDEX figure_versions_by_hash ON figure_versions (hash);
  CREATE INDEX figure_versions_by_run ON figure_versions (run);
  CREATE TABLE figure_tags (tag TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (tag, version)) WITHOUT ROWID;

  -- What contents were converted to, by the hash of the version.
  CREATE TABLE figure_forms (hash TEXT NOT NULL, form TEXT NOT NULL, blob INTEGER NOT NULL, notes TEXT NOT NULL, PRIMARY KEY (hash, form)) WITHOUT ROWID;
  `,
  `
  CREATE INDEX runs_by_key ON runs (key) WHERE outcome = 'ok';

  -- A batch is one run of a whole notebook with its parameters. Notes and environments are the same for many: each is kept once.
  CREATE TABLE shared_texts (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE);
  CREATE TABLE batches (
    id INTEGER PRIMARY KEY, batch TEXT NOT NULL UNIQUE, notebook INTEGER NOT NULL, sweep TEXT, note INTEGER, environment INTEGER,
    started REAL NOT NULL, ms REAL, outcome TEXT NOT NULL, process INTEGER NOT NULL, explored TEXT NOT NULL, given TEXT NOT NULL,
    parameters TEXT NOT NULL, records TEXT NOT NULL, counts TEXT NOT NULL
  );
  CREATE INDEX batches_by_notebook ON batches (notebook, sweep);
  -- The runs that its cells showed in the end, by their own id: gc may take them, the batch stays.
  CREATE TABLE batch_runs (batch INTEGER NOT NULL, run TEXT NOT NULL, PRIMARY KEY (batch, run)) WITHOUT ROWID;
  CREATE TABLE batch_tags (tag TEXT NOT NULL, batch INTEGER NOT NULL, PRIMARY KEY (tag, batch)) WITHOUT ROWID;
  `,
  `
  -- Items of each, by the hash of function and item; kept in milliseconds since 1970.
  CREATE TABLE items (key BLOB PRIMARY KEY, value BLOB NOT NULL, facts BLOB, seal BLOB NOT NULL, kept REAL NOT NULL) WITHOUT ROWID;
  `,
  `
  -- What a cell shows where that isn't its latest run: one that was replayed since, by its own id (where gc took it, nobody knows);
  -- or, covered, that the cell is blocked.
  CREATE TABLE screens (
    notebook INTEGER NOT NULL, cell TEXT NOT NULL, run TEXT, covered INTEGER NOT NULL, PRIMARY KEY (notebook, cell)
  ) WITHOUT ROWID;
  `,
  `
  -- Of what a run showed: that this user's run did (own-output.ts).
  ALTER TABLE texts ADD COLUMN mark BLOB;
  `,
  `
  -- With its number, when the process began that a batch runs in (process-birth.ts); given is JSON with its keys sorted from here on.
  ALTER TABLE batches ADD COLUMN born TEXT NOT NULL DEFAULT '';
  CREATE INDEX batches_by_point ON batches (notebook, given);
  `,
  `
  -- Of each notebook the last batch, by its own id, after which nothing was left to run, and what that rests on: the document (a digest),
  -- what was found outside (JSON, sealed), the notebook's newest run, and that runs, screens and figures are as they were.
  CREATE TABLE up_to_date (
    notebook INTEGER PRIMARY KEY, batch TEXT NOT NULL, document TEXT NOT NULL, outside TEXT NOT NULL, newest INTEGER NOT NULL,
    changes INTEGER NOT NULL, restores INTEGER NOT NULL, saves REAL NOT NULL
  );
  CREATE TABLE changes (number INTEGER NOT NULL);
  INSERT INTO changes VALUES (0);
  CREATE TRIGGER run_amended AFTER UPDATE ON runs BEGIN UPDATE changes SET number = number + 1; END;
  CREATE TRIGGER run_removed AFTER DELETE ON runs BEGIN UPDATE changes SET number = number + 1; END;
  CREATE TRIGGER screen_added AFTER INSERT ON screens BEGIN UPDATE changes SET number = number + 1; END;
  CREATE TRIGGER screen_amended AFTER UPDATE ON screens BEGIN UPDATE changes SET number = number + 1; END;
  CREATE TRIGGER screen_removed AFTER DELETE ON screens BEGIN UPDATE changes SET number = number + 1; END;
  CREATE TRIGGER figure_added AFTER INSERT ON figure_versions BEGIN UPDATE changes SET number = number + 1; END;
  CREATE TRIGGER figure_removed AFTER DELETE ON figure_versions BEGIN UPDATE changes SET number = number + 1; END;
  `,
  `
  -- Large files of the user's that were hashed, each with what tells that it is still the same.
  CREATE TABLE hashed_files (path TEXT PRIMARY KEY, identity TEXT NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID;
  `,
  `
  -- Of a covered cell: what the screen says instead of its run's output.
  ALTER TABLE screens ADD COLUMN says TEXT NOT NULL DEFAULT '';
  `,
]

/** Brings the schema forward, in one transaction; an index from a newer Cellar is refused untouched. */
export function migrate(database: Database, migrations: readonly string[] = MIGRATIONS): void {
  const versionNow = (): number => database.pragma('user_version', { simple: true }) as number
  if (versionNow() === migrations.length) return
  database
    .transaction(() => {
      // Read again under the lock: another process may have migrated while we waited for it.
      const from = versionNow()
      if (from > migrations.length) throw newerStore(database.name, { found: from, known: migrations.length })
      for (const migration of migrations.slice(from)) database.exec(migration)
      database.pragma(`application_id = ${APPLICATION_ID}`)
      database.pragma(`user_version = ${migrations.length}`)
    })
    .immediate()
}

export const newerStore = (file: string, version: { readonly found: number; readonly known: number }): StoreError =>
  new StoreError('newer', {
    what: `The store ${file} was written by a newer Cellar`,
    why: `its schema has version ${version.found}, this Cellar knows up to ${version.known}`,
    next: 'Nothing was changed. Update Cellar, or set CELLAR_STORE to another folder',
  })
