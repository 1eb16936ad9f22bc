-- Jobs, their stages and everything committed with them.
--
-- Times are milliseconds since 1970 in UTC, money is billionths of a US dollar,
-- lists are JSON. `number` is a row's place in the file; a stage's number is
-- 64 times its job's plus its position in the pipeline.

CREATE TABLE User (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT,
  role TEXT NOT NULL DEFAULT 'user',
  passwordHash TEXT,
  disabled INTEGER NOT NULL DEFAULT 0,
  createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL
) STRICT;

INSERT INTO User (id, email, name, role, createdAt, updatedAt)
VALUES ('local', 'local@localhost', 'Local administrator', 'admin',
        unixepoch() * 1000, unixepoch() * 1000);

-- `userId` is no foreign key: a trusted proxy may name users without a row.
CREATE TABLE ResearchJob (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  currentStage TEXT,
  progress REAL NOT NULL,

  reportType TEXT NOT NULL,
  pipelineVersion INTEGER NOT NULL,
  companyName TEXT NOT NULL,
  geography TEXT NOT NULL,
  focusAreas TEXT NOT NULL,
  userFiles TEXT NOT NULL,
  userContext TEXT NOT NULL,
  timeHorizon TEXT NOT NULL,
  demo INTEGER NOT NULL,

  overallConfidence TEXT NOT NULL,
  tags TEXT NOT NULL,
  priority INTEGER NOT NULL,
  budget INTEGER,
  error TEXT,
  userId TEXT NOT NULL,

  admitted INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  lease INTEGER NOT NULL,
  lastSeq INTEGER NOT NULL,

  generationCost INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  inputTokens INTEGER NOT NULL,
  outputTokens INTEGER NOT NULL,
  cacheReadTokens INTEGER NOT NULL,
  cacheWriteTokens INTEGER NOT NULL,

  createdAt INTEGER NOT NULL,
  queuedAt INTEGER NOT NULL,
  startedAt INTEGER,
  completedAt INTEGER,
  updatedAt INTEGER NOT NULL
) STRICT;

CREATE INDEX ResearchJob_createdAt ON ResearchJob (createdAt);
CREATE INDEX ResearchJob_updatedAt ON ResearchJob (updatedAt);
CREATE INDEX ResearchJob_companyName
  ON ResearchJob (companyName COLLATE NOCASE);
CREATE INDEX ResearchJob_cost ON ResearchJob (cost);
CREATE INDEX ResearchJob_userId ON ResearchJob (userId, createdAt);
CREATE INDEX ResearchJob_status ON ResearchJob (status, createdAt);

-- The columns of the output stand last, so that a reader of states alone does
-- not walk through it.
CREATE TABLE ResearchSubJob (
  number INTEGER PRIMARY KEY,
  id TEXT GENERATED ALWAYS AS (researchId || '/' || stage) VIRTUAL,
  researchId TEXT NOT NULL,
  stage TEXT NOT NULL,
  field TEXT NOT NULL,
  kind TEXT NOT NULL,
  isFoundation INTEGER NOT NULL,
  dependencies TEXT NOT NULL,
  prefers TEXT NOT NULL,
  maxAttempts INTEGER NOT NULL,
  createdAt INTEGER NOT NULL,

  status TEXT NOT NULL,
  detail TEXT,
  attempts INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  drains INTEGER NOT NULL,
  nextAttemptAt INTEGER,
  lastError TEXT,
  errorClass TEXT,
  blockedBy TEXT,
  rootCause TEXT,
  startedAt INTEGER,
  phaseSince INTEGER,
  completedAt INTEGER,
  duration INTEGER,
  stale INTEGER NOT NULL,
  confidence TEXT,
  sourcesUsed TEXT NOT NULL,
  version INTEGER NOT NULL,
  outputHash TEXT,
  inputs TEXT NOT NULL,
  inputTokens INTEGER NOT NULL,
  outputTokens INTEGER NOT NULL,
  cacheReadTokens INTEGER NOT NULL,
  cacheWriteTokens INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL,

  outputGeneration INTEGER,
  restoredFrom INTEGER,
  outputCreatedAt INTEGER,
  output TEXT
) STRICT;

CREATE TABLE JobEvent (
  number INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES ResearchJob (number) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX JobEvent_seq ON JobEvent (job, seq);

CREATE TABLE StageAttempt (
  number INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES ResearchJob (number) ON DELETE CASCADE,
  stage TEXT NOT NULL,
  position INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  errorClass TEXT,
  error TEXT NOT NULL,
  model TEXT NOT NULL,
  stopReason TEXT NOT NULL,
  calls INTEGER NOT NULL,
  startedAt INTEGER NOT NULL,
  completedAt INTEGER NOT NULL,
  inputTokens INTEGER NOT NULL,
  outputTokens INTEGER NOT NULL,
  cacheReadTokens INTEGER NOT NULL,
  cacheWriteTokens INTEGER NOT NULL,
  cost INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX StageAttempt_key
  ON StageAttempt (job, generation, position, attempt);

-- Outputs that were replaced or reset. The current one stands in its stage.
CREATE TABLE SectionVersion (
  number INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES ResearchJob (number) ON DELETE CASCADE,
  stage TEXT NOT NULL,
  version INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  restoredFrom INTEGER,
  outputHash TEXT,
  confidence TEXT,
  sourcesUsed TEXT NOT NULL,
  inputs TEXT NOT NULL,
  createdAt INTEGER NOT NULL,
  output TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX SectionVersion_key ON SectionVersion (job, stage, version);

CREATE TABLE Source (
  number INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES ResearchJob (number) ON DELETE CASCADE,
  id TEXT NOT NULL,
  citation TEXT NOT NULL,
  url TEXT NOT NULL,
  type TEXT NOT NULL,
  date TEXT NOT NULL,
  stage TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX Source_id ON Source (job, id);

-- The words of each stage's output and, at position 64, of company and
-- geography. A text's number is 128 times its job's plus its position. Those in
-- WaitingText are not in the index yet: see storage/README.md.
CREATE VIRTUAL TABLE JobText USING fts5 (
  words, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

CREATE TABLE WaitingText (
  number INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE UploadedFile (
  id TEXT NOT NULL PRIMARY KEY,
  userId TEXT NOT NULL,
  name TEXT NOT NULL,
  mediaType TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  text TEXT,
  createdAt INTEGER NOT NULL
) STRICT;

CREATE INDEX UploadedFile_userId ON UploadedFile (userId, createdAt);

CREATE TABLE IdempotencyKey (
  scope TEXT NOT NULL PRIMARY KEY,
  bodyHash TEXT NOT NULL,
  status INTEGER NOT NULL,
  contentType TEXT NOT NULL,
  headers TEXT NOT NULL,
  body TEXT,
  createdAt INTEGER NOT NULL
) STRICT;

CREATE INDEX IdempotencyKey_createdAt ON IdempotencyKey (createdAt);

CREATE TABLE ApiToken (
  id TEXT NOT NULL PRIMARY KEY,
  userId TEXT NOT NULL REFERENCES User (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  tokenHash TEXT NOT NULL UNIQUE,
  createdAt INTEGER NOT NULL,
  lastUsedAt INTEGER,
  expiresAt INTEGER
) STRICT;

CREATE TABLE Session (
  id TEXT NOT NULL PRIMARY KEY,
  userId TEXT NOT NULL REFERENCES User (id) ON DELETE CASCADE,
  tokenHash TEXT NOT NULL UNIQUE,
  createdAt INTEGER NOT NULL,
  expiresAt INTEGER NOT NULL
) STRICT;

CREATE TABLE AuditEntry (
  number INTEGER PRIMARY KEY,
  userId TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT,
  detail TEXT NOT NULL,
  createdAt INTEGER NOT NULL
) STRICT;

CREATE INDEX AuditEntry_createdAt ON AuditEntry (createdAt);

CREATE TABLE Setting (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

INSERT INTO Setting (key, value) VALUES ('epoch', lower(hex(randomblob(16))));

-- A job with a column for each section.
CREATE VIEW ResearchReport AS
SELECT
  j.id, j.status, j.currentStage, j.progress, j.companyName, j.geography,
  j.focusAreas, j.userFiles,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'foundation') AS foundation,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'executiveSummary') AS executiveSummary,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'financialSnapshot') AS financialSnapshot,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'companyOverview') AS companyOverview,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'segmentAnalysis') AS segmentAnalysis,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'trends') AS trends,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'peerBenchmarking') AS peerBenchmarking,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'skuOpportunities') AS skuOpportunities,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'recentNews') AS recentNews,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'conversationStarters') AS conversationStarters,
  (SELECT output FROM ResearchSubJob
   WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
     AND field = 'appendix') AS appendix,
  json_object('sourceTracking', json_object(
    'baseSourceCount', (
      SELECT count(*) FROM Source WHERE job = j.number AND stage = (
        SELECT stage FROM ResearchSubJob
        WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63
          AND isFoundation)),
    'sectionSources', (
      SELECT json_group_object(stage, json(sourcesUsed)) FROM ResearchSubJob
      WHERE number BETWEEN j.number * 64 AND j.number * 64 + 63))) AS metadata,
  j.overallConfidence, j.tags, j.userId, j.createdAt, j.updatedAt
FROM ResearchJob j;
