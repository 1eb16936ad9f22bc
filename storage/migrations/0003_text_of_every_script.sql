-- Search and order of names in every script. What these hold follows from the
-- rows: it is filled when the file is opened, and again when its rules move.

-- By which names are sorted; see `sort_key` in storage/words.hpp.
ALTER TABLE ResearchJob ADD COLUMN companyKey TEXT NOT NULL DEFAULT '';

DROP INDEX ResearchJob_companyName;

CREATE INDEX ResearchJob_companyKey ON ResearchJob (companyKey);

-- Parts of words, for each text of JobText that has words which are found by
-- their parts; in order, so that a longer part is a phrase.
CREATE VIRTUAL TABLE JobGram USING fts5 (
  grams, content = '', columnsize = 0, tokenize = 'ascii'
);
