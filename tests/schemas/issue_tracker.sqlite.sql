/*
 * An issue tracker with a forum and a wiki. Exported with ".schema", hand-edited for years.
 */
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "users" (
	"id"	INTEGER NOT NULL,
	"login"	VARCHAR(40) NOT NULL COLLATE NOCASE,
	"email"	VARCHAR(255),
	"password_digest"	VARCHAR(60),
	"admin"	BOOLEAN DEFAULT 0 NOT NULL,
	"created_at"	datetime(6) NOT NULL,
	"updated_at"	datetime(6) NOT NULL,
	"last_seen_ip"	VARCHAR DEFAULT NULL,
	"karma"	INTEGER DEFAULT 0,
	CONSTRAINT "users_pk" PRIMARY KEY("id" AUTOINCREMENT),
	CONSTRAINT "users_login" UNIQUE("login")
);
CREATE UNIQUE INDEX "index_users_on_email" ON "users" ("email") WHERE "email" IS NOT NULL;
CREATE TABLE sessions (token BLOB PRIMARY KEY NOT NULL, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, expires_at INTEGER NOT NULL, agent TEXT) WITHOUT ROWID;
CREATE INDEX sessions_expire ON sessions (expires_at);
CREATE TABLE api_keys (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL DEFAULT '[]' CHECK (json_type(scopes) = 'array'), revoked_at INTEGER);
CREATE TABLE groups (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, auto INTEGER NOT NULL DEFAULT 0);
CREATE TABLE group_members (group_id INTEGER NOT NULL REFERENCES groups ON DELETE CASCADE, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, owner INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (group_id, user_id)) WITHOUT ROWID, STRICT;
CREATE INDEX group_members_user ON group_members (user_id);
CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, permissions INTEGER NOT NULL DEFAULT 0x0F);
CREATE TABLE user_emails (user_id INT NOT NULL, email TEXT NOT NULL, verified INT NOT NULL DEFAULT 0, PRIMARY KEY (email), UNIQUE (user_id, email), FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE user_settings (user_id INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE, locale TEXT NOT NULL DEFAULT 'en', zone TEXT NOT NULL DEFAULT 'UTC', digest TEXT CHECK (digest IN ('daily','weekly','never')) DEFAULT 'weekly', data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data)), theme TEXT AS (json_extract(data, '$.theme')) VIRTUAL);

CREATE TABLE projects (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL CHECK (key GLOB '[A-Z]*' AND length(key) <= 10) UNIQUE,
  name TEXT NOT NULL,
  description TEXT,
  parent_id INTEGER CONSTRAINT parent_exists REFERENCES projects (id) ON DELETE SET NULL,
  lead_id INTEGER REFERENCES users (id) ON DELETE SET DEFAULT,
  public INTEGER NOT NULL DEFAULT (1),
  next_number INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE project_members (project_id INTEGER NOT NULL, user_id INTEGER NOT NULL, role_id INTEGER NOT NULL,
    PRIMARY KEY (project_id, user_id, role_id), FOREIGN KEY (project_id) REFERENCES projects, FOREIGN KEY (user_id) REFERENCES users, FOREIGN KEY (role_id) REFERENCES roles) WITHOUT ROWID;
CREATE TABLE components (id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE, name TEXT NOT NULL COLLATE NOCASE, owner_id INTEGER REFERENCES users, CONSTRAINT "component's name" UNIQUE (project_id, name));
CREATE TABLE versions (id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE, name TEXT NOT NULL, starts TEXT, due TEXT, state TEXT NOT NULL DEFAULT 'open', UNIQUE (project_id, name), CHECK (starts IS NULL OR due IS NULL OR starts <= due));
CREATE TABLE sprints (id INTEGER PRIMARY KEY, version_id INTEGER REFERENCES versions, number INTEGER NOT NULL, goal TEXT, UNIQUE (version_id, number));
CREATE TABLE statuses (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)), position INTEGER NOT NULL);
CREATE TABLE priorities (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, weight REAL NOT NULL DEFAULT 1.0);
CREATE TABLE trackers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, is_bug TINYINT(1) NOT NULL DEFAULT '0');
CREATE TABLE workflows (tracker_id INTEGER NOT NULL REFERENCES trackers, role_id INTEGER NOT NULL REFERENCES roles, old_status INTEGER NOT NULL REFERENCES statuses, new_status INTEGER NOT NULL REFERENCES statuses, PRIMARY KEY (tracker_id, role_id, old_status, new_status), CHECK (old_status <> new_status)) WITHOUT ROWID;

CREATE TABLE issues (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  number INTEGER NOT NULL,
  tracker_id INTEGER NOT NULL REFERENCES trackers, status_id INTEGER NOT NULL DEFAULT 1 REFERENCES statuses,
  priority_id INTEGER REFERENCES priorities,
  title VARCHAR(200) NOT NULL CHECK (trim(title) <> ''),
  body TEXT NOT NULL DEFAULT '',
  author_id INTEGER NOT NULL REFERENCES users, assignee_id INTEGER REFERENCES users ON DELETE SET NULL,
  parent_id INTEGER REFERENCES issues ON DELETE CASCADE,
  duplicate_of INTEGER REFERENCES issues,
  sprint_id INTEGER REFERENCES sprints,
  estimate REAL, spent REAL NOT NULL DEFAULT 0,
  remaining REAL GENERATED ALWAYS AS (max(coalesce(estimate, 0) - spent, 0)) STORED,
  created_at INTEGER NOT NULL DEFAULT (strftime('%s','now')), -- seconds since 1970
  closed_at INTEGER,
  done_ratio INTEGER NOT NULL DEFAULT 0 CHECK (done_ratio BETWEEN 0 AND 100),
  CONSTRAINT number_of_project UNIQUE (project_id, number),
  CONSTRAINT not_its_own_parent CHECK (parent_id <> id),
  CONSTRAINT closed_later CHECK (closed_at IS NULL OR closed_at >= created_at)
);
CREATE INDEX open_issues ON issues (project_id, priority_id DESC, created_at) WHERE closed_at IS NULL;
CREATE INDEX issues_title ON issues (lower(title));
CREATE INDEX issues_assignee ON issues (assignee_id) WHERE assignee_id IS NOT NULL;
CREATE INDEX issues_day ON issues (date(created_at, 'unixepoch'));
CREATE TABLE issue_links (from_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE, to_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE, kind TEXT NOT NULL CHECK (kind IN ('blocks', 'relates', 'follows')), UNIQUE (from_id, to_id, kind));
CREATE TABLE issue_components (issue_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE, component_id INTEGER NOT NULL REFERENCES components, PRIMARY KEY (issue_id, component_id)) WITHOUT ROWID;
CREATE TABLE labels (id INTEGER PRIMARY KEY, project_id INTEGER REFERENCES projects, name TEXT NOT NULL, colour TEXT NOT NULL DEFAULT '#ffffff' CHECK (colour LIKE '#______'));
CREATE UNIQUE INDEX labels_of_all ON labels (name) WHERE project_id IS NULL;
CREATE UNIQUE INDEX labels_of_project ON labels (project_id, name);
CREATE TABLE issue_labels (issue_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE, label_id INTEGER NOT NULL REFERENCES labels ON DELETE CASCADE, PRIMARY KEY (issue_id, label_id)) WITHOUT ROWID;
CREATE TABLE watchers (issue_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, muted INTEGER DEFAULT 0, PRIMARY KEY (issue_id, user_id));
CREATE TABLE votes (issue_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, value INTEGER NOT NULL DEFAULT 1 CHECK (value IN (-1, 1)), PRIMARY KEY (user_id, issue_id)) WITHOUT ROWID;
CREATE TABLE comments (id INTEGER PRIMARY KEY, issue_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE, author_id INTEGER NOT NULL REFERENCES users, body TEXT NOT NULL, reply_to INTEGER REFERENCES comments ON DELETE SET NULL, private INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, edited_at INTEGER);
CREATE INDEX comments_issue ON comments (issue_id, created_at);
CREATE TABLE journals (id INTEGER PRIMARY KEY, issue_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE, user_id INTEGER REFERENCES users, at INTEGER NOT NULL);
CREATE TABLE journal_details (journal_id INTEGER NOT NULL REFERENCES journals ON DELETE CASCADE, property TEXT NOT NULL, old_value, new_value, PRIMARY KEY (journal_id, property)) WITHOUT ROWID;
CREATE TABLE custom_fields (id INTEGER PRIMARY KEY, tracker_id INTEGER REFERENCES trackers, name TEXT NOT NULL, format TEXT NOT NULL CHECK (format IN ('text','number','date','list')), choices TEXT, required INT NOT NULL DEFAULT FALSE, CHECK (format <> 'list' OR choices IS NOT NULL));
CREATE TABLE custom_values (field_id INTEGER NOT NULL REFERENCES custom_fields ON DELETE CASCADE, issue_id INTEGER NOT NULL REFERENCES issues ON DELETE CASCADE, value, PRIMARY KEY (issue_id, field_id));
CREATE TABLE time_entries (id INTEGER PRIMARY KEY, issue_id INTEGER NOT NULL REFERENCES issues, user_id INTEGER NOT NULL REFERENCES users, day TEXT NOT NULL CHECK (day IS date(day)), hours NUMERIC(6,2) NOT NULL CHECK (hours > 0 AND hours <= 24), activity TEXT NOT NULL DEFAULT 'development', comment TEXT);
CREATE INDEX time_entries_user_day ON time_entries (user_id, day);
CREATE TABLE attachments (id INTEGER PRIMARY KEY, container_type TEXT NOT NULL, container_id INTEGER NOT NULL, filename TEXT NOT NULL, size INTEGER NOT NULL, digest TEXT NOT NULL CHECK (length(digest) = 64), content_type TEXT DEFAULT 'application/octet-stream', content BLOB, author_id INTEGER REFERENCES users);
CREATE INDEX attachments_container ON attachments (container_type, container_id);

CREATE TABLE repositories (id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES projects, url TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'git', is_default INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX default_repository ON repositories (project_id) WHERE is_default;
CREATE TABLE changesets (repository_id INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE, revision TEXT NOT NULL, committer TEXT, committed_on TEXT NOT NULL, message TEXT, PRIMARY KEY (repository_id, revision));
CREATE TABLE changes (repository_id INTEGER NOT NULL, revision TEXT NOT NULL, path TEXT NOT NULL, action CHAR(1) NOT NULL DEFAULT 'M' CHECK (action IN ('A','M','D','R')), CONSTRAINT changes_of FOREIGN KEY (repository_id, revision) REFERENCES changesets (repository_id, revision) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY (repository_id, revision, path)) WITHOUT ROWID;
CREATE TABLE changeset_issues (repository_id INTEGER NOT NULL, revision TEXT NOT NULL, issue_id INTEGER NOT NULL REFERENCES issues, PRIMARY KEY (issue_id, repository_id, revision), FOREIGN KEY (repository_id, revision) REFERENCES changesets);
CREATE TABLE builds (id INTEGER PRIMARY KEY, repository_id INTEGER NOT NULL, revision TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'queued', started_at INTEGER, ended_at INTEGER, seconds INTEGER AS (ended_at - started_at), log TEXT, FOREIGN KEY (repository_id, revision) REFERENCES changesets ON DELETE CASCADE);

CREATE TABLE wiki_pages (id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES projects, slug TEXT NOT NULL, parent_id INTEGER REFERENCES wiki_pages, current_id INTEGER REFERENCES wiki_versions DEFERRABLE INITIALLY DEFERRED, UNIQUE (project_id, slug));
CREATE TABLE wiki_versions (id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL REFERENCES wiki_pages ON DELETE CASCADE, number INTEGER NOT NULL, author_id INTEGER REFERENCES users, text TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', UNIQUE (page_id, number));
CREATE TABLE wiki_redirects (project_id INTEGER NOT NULL, slug TEXT NOT NULL, page_id INTEGER NOT NULL REFERENCES wiki_pages, PRIMARY KEY (project_id, slug)) WITHOUT ROWID;
CREATE TABLE boards (id INTEGER PRIMARY KEY, project_id INTEGER REFERENCES projects, name TEXT NOT NULL, position INTEGER, topics_count INTEGER NOT NULL DEFAULT 0, last_post_id INTEGER REFERENCES posts);
CREATE TABLE topics (id INTEGER PRIMARY KEY, board_id INTEGER NOT NULL REFERENCES boards, title TEXT NOT NULL, sticky INTEGER NOT NULL DEFAULT 0, locked INTEGER NOT NULL DEFAULT 0, first_post_id INTEGER REFERENCES posts);
CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT, topic_id INTEGER NOT NULL REFERENCES topics ON DELETE CASCADE, author_id INTEGER REFERENCES users, body TEXT NOT NULL, quoted_id INTEGER REFERENCES posts, ip TEXT, created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX posts_topic ON posts (topic_id, id);
CREATE TABLE reactions (post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, emoji TEXT NOT NULL DEFAULT '👍', UNIQUE (post_id, user_id, emoji));
CREATE TABLE polls (id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL UNIQUE REFERENCES topics, question TEXT NOT NULL, many INTEGER NOT NULL DEFAULT 0);
CREATE TABLE poll_options (poll_id INTEGER NOT NULL REFERENCES polls ON DELETE CASCADE, number INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (poll_id, number));
CREATE TABLE poll_votes (poll_id INTEGER NOT NULL, number INTEGER NOT NULL, user_id INTEGER NOT NULL REFERENCES users, FOREIGN KEY (poll_id, number) REFERENCES poll_options (poll_id, number) ON DELETE CASCADE, UNIQUE (poll_id, user_id, number));
CREATE TABLE messages (id INTEGER PRIMARY KEY, from_id INTEGER NOT NULL REFERENCES users, to_id INTEGER NOT NULL REFERENCES users, subject TEXT, body TEXT NOT NULL, read_at INTEGER, CHECK (from_id != to_id));
CREATE TABLE notifications (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, event TEXT NOT NULL, payload TEXT, seen INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX unseen ON notifications (user_id) WHERE seen = 0;
CREATE TABLE mail_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, raw BLOB NOT NULL, tries INTEGER NOT NULL DEFAULT 0 CHECK (tries < 10), not_before INTEGER, error TEXT);
CREATE TABLE webhooks (id INTEGER PRIMARY KEY, project_id INTEGER REFERENCES projects, url TEXT NOT NULL CHECK (url LIKE 'https://%'), secret TEXT, events TEXT NOT NULL DEFAULT 'push,issue');
CREATE TABLE saved_queries (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users, name TEXT NOT NULL, "filter" TEXT NOT NULL DEFAULT '{"status":"open"}', "order" TEXT DEFAULT 'id desc', "limit" INTEGER DEFAULT 25);
CREATE TABLE settings (name TEXT PRIMARY KEY NOT NULL, value TEXT, default_value TEXT DEFAULT ('a' || 'b'));
CREATE TABLE schema_info (version INTEGER);
CREATE TABLE tokens (id TEXT NOT NULL DEFAULT (hex(randomblob(16))), user_id INT, purpose TEXT, created REAL DEFAULT -1.5e-3, UNIQUE (id), PRIMARY KEY (user_id, purpose));
CREATE TABLE "we""ird" ("a ""quoted"" column" TEXT, [b[c] INTEGER, `d``e` TEXT DEFAULT 'it''s', "CHECK" INTEGER CHECK ("CHECK" > 0), "ключ" TEXT UNIQUE);
CREATE VIRTUAL TABLE issue_text USING fts5(title, body, content='issues', content_rowid='id');

CREATE VIEW open_work AS SELECT i.id, p.key || '-' || i.number AS "key", i.title, u.login AS assignee FROM issues i JOIN projects p ON p.id = i.project_id LEFT JOIN users u ON u.id = i.assignee_id WHERE i.closed_at IS NULL;
CREATE VIEW load_of_users AS SELECT assignee, count(*) AS n FROM open_work GROUP BY assignee HAVING n > 0 ORDER BY n DESC;
CREATE VIEW spent (issue_id, hours) AS SELECT issue_id, sum(hours) FROM time_entries GROUP BY issue_id;
CREATE TRIGGER issue_text_insert AFTER INSERT ON issues BEGIN INSERT INTO issue_text (rowid, title, body) VALUES (new.id, new.title, new.body); END;
CREATE TRIGGER issue_text_delete AFTER DELETE ON issues BEGIN INSERT INTO issue_text (issue_text, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END;
CREATE TRIGGER issue_number AFTER INSERT ON issues WHEN new.number = 0
BEGIN
  UPDATE projects SET next_number = next_number + 1 WHERE id = new.project_id;
  UPDATE issues SET number = (SELECT next_number - 1 FROM projects WHERE id = new.project_id) WHERE id = new.id;
END;
CREATE TRIGGER no_more_posts BEFORE INSERT ON posts WHEN (SELECT locked FROM topics WHERE id = new.topic_id) = 1 BEGIN SELECT RAISE(FAIL, 'the topic is locked'); END;
CREATE TRIGGER spent_of_issue AFTER INSERT ON time_entries BEGIN UPDATE issues SET spent = (SELECT hours FROM spent WHERE issue_id = new.issue_id) WHERE id = new.issue_id; END;
COMMIT;
