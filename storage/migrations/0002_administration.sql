-- Removed jobs, and what administrators ask for.

-- The highest number of a job that was removed. No later job gets it again: what
-- might still name a removed job, such as the place where a page of jobs ended,
-- must not mean another one.
CREATE TABLE RemovedJob (
  highest INTEGER NOT NULL
) STRICT;

INSERT INTO RemovedJob (highest) VALUES (0);

-- Ended jobs alone, so that a job enters it once, with its last transaction.
CREATE INDEX ResearchJob_completedAt ON ResearchJob (completedAt)
WHERE completedAt IS NOT NULL;
