-- A chain of record shops: catalogue, stock, sales, repairs, staff. Grown over twelve years by several hands.
PRAGMA foreign_keys = OFF;

CREATE TABLE countries (
  code TEXT PRIMARY KEY NOT NULL CHECK (length(code) = 2),   -- ISO 3166
  name TEXT NOT NULL UNIQUE,
  currency TEXT NOT NULL DEFAULT 'EUR'
) WITHOUT ROWID;

create table currencies(code char(3) primary key not null, symbol varchar(5), decimals int not null default 2) without rowid;

CREATE TABLE exchange_rates (
    currency char(3) NOT NULL REFERENCES currencies(code),
    valid_from DATE NOT NULL,
    rate DECIMAL(14,6) NOT NULL CHECK (rate > 0),
    PRIMARY KEY (currency, valid_from)
) WITHOUT ROWID;

CREATE TABLE `cities` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `name` TEXT NOT NULL COLLATE NOCASE, `country` TEXT NOT NULL, `lat` REAL, `lon` REAL,
   FOREIGN KEY (`country`) REFERENCES `countries` (`code`) ON UPDATE CASCADE);
CREATE UNIQUE INDEX `cities_by_name` ON `cities` (`country`, `name` COLLATE NOCASE);

CREATE TABLE [streets] ([id] INTEGER PRIMARY KEY, [city id] INTEGER NOT NULL REFERENCES cities (id), [street name] TEXT NOT NULL);
CREATE INDEX [streets of a city] ON [streets] ([city id], [street name] DESC);

CREATE TABLE addresses
(
    id          INTEGER
                PRIMARY KEY
                AUTOINCREMENT,
    street_id   INTEGER REFERENCES streets,
    house       TEXT NOT NULL DEFAULT '',
    "zip code"  TEXT,
    /* kept for the old label printer */
    label       TEXT GENERATED ALWAYS AS (house || ' ' || coalesce("zip code", '')) VIRTUAL
);
CREATE INDEX addresses_zip ON addresses ("zip code") WHERE "zip code" IS NOT NULL;

CREATE TABLE shops (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  address_id INTEGER REFERENCES addresses(id) ON DELETE SET NULL,
  opened TEXT NOT NULL DEFAULT (date('now')),
  closed TEXT,
  phone VARCHAR(30),
  CHECK (closed IS NULL OR closed >= opened)
);

CREATE TABLE shop_hours (
  shop_id INTEGER NOT NULL REFERENCES shops(id) ON DELETE CASCADE,
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens TEXT NOT NULL, closes TEXT NOT NULL,
  CONSTRAINT shop_hours_pk PRIMARY KEY (shop_id, weekday),
  CONSTRAINT in_order CHECK (opens < closes)
);

CREATE TABLE departments(id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES departments(id), name TEXT NOT NULL, UNIQUE(parent_id, name));

CREATE TABLE employees (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  first_name TEXT NOT NULL, last_name TEXT NOT NULL,
  full_name TEXT AS (first_name || ' ' || last_name) STORED,
  email TEXT UNIQUE COLLATE NOCASE,
  boss_id INTEGER REFERENCES employees(id) DEFERRABLE INITIALLY DEFERRED,
  department_id INTEGER REFERENCES departments(id),
  shop_id INTEGER REFERENCES shops(id),
  hired DATETIME DEFAULT CURRENT_TIMESTAMP,
  salary NUMERIC NOT NULL DEFAULT 0 CHECK(salary>=0),
  active BOOLEAN NOT NULL DEFAULT 1
);
CREATE INDEX employees_name ON employees (last_name COLLATE NOCASE, first_name COLLATE NOCASE);
CREATE INDEX employees_boss ON employees(boss_id);
CREATE UNIQUE INDEX one_boss_of_each_shop ON employees(shop_id) WHERE boss_id IS NULL AND active = 1;

CREATE TABLE skills (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE employee_skills (employee_id INTEGER REFERENCES employees ON DELETE CASCADE, skill TEXT REFERENCES skills(name) ON UPDATE CASCADE, level INT DEFAULT 1, PRIMARY KEY (employee_id, skill)) WITHOUT ROWID;
CREATE TABLE shifts (
  id INTEGER PRIMARY KEY, employee_id INTEGER NOT NULL REFERENCES employees(id),
  starts INTEGER NOT NULL, ends INTEGER NOT NULL,
  minutes INTEGER GENERATED ALWAYS AS ((ends - starts) / 60) STORED,
  CHECK (ends > starts)
) STRICT;
CREATE INDEX shifts_of ON shifts(employee_id, starts DESC);
CREATE TABLE absences (id INTEGER PRIMARY KEY, employee_id INTEGER NOT NULL REFERENCES employees(id), kind TEXT NOT NULL CHECK (kind IN ('ill', 'holiday', 'other')), first_day TEXT NOT NULL, last_day TEXT);
CREATE TABLE payrolls (employee_id INTEGER NOT NULL REFERENCES employees(id), month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'), gross DECIMAL(10,2) NOT NULL, net DECIMAL(10,2) NOT NULL, UNIQUE (employee_id, month), CHECK (net <= gross));

-- ---- catalogue ----

CREATE TABLE labels(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, country TEXT REFERENCES countries(code), founded INT, parent INT REFERENCES labels(id));
CREATE TABLE genres(id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, parent_id INTEGER REFERENCES genres(id) ON DELETE SET NULL);
CREATE TABLE "artists" (
	"id"	INTEGER,
	"name"	TEXT NOT NULL,
	"sort_name"	TEXT,
	"born"	INTEGER,
	"died"	INTEGER,
	"notes"	TEXT,
	PRIMARY KEY("id" AUTOINCREMENT),
	CHECK("died" IS NULL OR "died" > "born")
);
CREATE INDEX "artists_sort" ON "artists" (
	coalesce("sort_name", "name")	COLLATE NOCASE
);
CREATE TABLE artist_members (band_id INTEGER NOT NULL REFERENCES artists(id), member_id INTEGER NOT NULL REFERENCES artists(id), since INT, until INT, role TEXT DEFAULT 'member', PRIMARY KEY (band_id, member_id, since), CHECK (band_id <> member_id));
CREATE TABLE artist_aliases (artist_id INTEGER NOT NULL REFERENCES artists(id) ON DELETE CASCADE, alias TEXT NOT NULL, UNIQUE (artist_id, alias));
CREATE TABLE releases (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  label_id INTEGER REFERENCES labels(id),
  catalog_no TEXT,
  released TEXT,
  year INTEGER GENERATED ALWAYS AS (CAST(substr(released, 1, 4) AS INTEGER)) VIRTUAL,
  country TEXT REFERENCES countries(code),
  cover BLOB,
  UNIQUE (label_id, catalog_no)
);
CREATE INDEX releases_year ON releases(year);
CREATE INDEX releases_title ON releases(title COLLATE NOCASE);
CREATE INDEX releases_decade ON releases((year / 10) * 10, title);
CREATE TABLE release_artists (release_id INTEGER NOT NULL REFERENCES releases(id) ON DELETE CASCADE, artist_id INTEGER NOT NULL REFERENCES artists(id), position INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (release_id, artist_id)) WITHOUT ROWID;
CREATE TABLE release_genres (release_id INTEGER NOT NULL REFERENCES releases(id) ON DELETE CASCADE, genre_id INTEGER NOT NULL REFERENCES genres(id), PRIMARY KEY (genre_id, release_id)) WITHOUT ROWID;
CREATE TABLE formats (code TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, weight_g REAL NOT NULL DEFAULT 0.0) STRICT;
CREATE TABLE media (
  release_id INTEGER NOT NULL,
  number INTEGER NOT NULL DEFAULT 1,
  format TEXT NOT NULL,
  title TEXT,
  CONSTRAINT media_pk PRIMARY KEY (release_id, number),
  CONSTRAINT media_release FOREIGN KEY (release_id) REFERENCES releases (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT media_format FOREIGN KEY (format) REFERENCES formats (code) ON DELETE RESTRICT
);
CREATE TABLE tracks (
  id INTEGER PRIMARY KEY,
  release_id INTEGER NOT NULL, medium INTEGER NOT NULL DEFAULT 1, position INTEGER NOT NULL,
  title TEXT NOT NULL, seconds INTEGER CHECK (seconds > 0),
  length TEXT GENERATED ALWAYS AS (printf('%d:%02d', seconds / 60, seconds % 60)),
  FOREIGN KEY (release_id, medium) REFERENCES media (release_id, number) ON DELETE CASCADE,
  UNIQUE (release_id, medium, position)
);
CREATE TABLE track_credits (track_id INTEGER NOT NULL REFERENCES tracks(id) ON DELETE CASCADE, artist_id INTEGER NOT NULL REFERENCES artists(id), role TEXT NOT NULL, PRIMARY KEY (track_id, artist_id, role)) WITHOUT ROWID;
CREATE TABLE reviews (id INTEGER PRIMARY KEY, release_id INTEGER NOT NULL REFERENCES releases(id), stars INTEGER NOT NULL CHECK (stars IN (1,2,3,4,5)), body TEXT NOT NULL DEFAULT "", written_at DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
CREATE VIRTUAL TABLE release_search USING fts5(title, artist, content='', tokenize = "unicode61 remove_diacritics 2");

-- ---- stock ----

CREATE TABLE suppliers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, vat_no TEXT UNIQUE, address_id INTEGER REFERENCES addresses(id), terms_days INTEGER NOT NULL DEFAULT 30, note TEXT);
CREATE TABLE articles (
  sku TEXT NOT NULL,
  release_id INTEGER REFERENCES releases(id),
  format TEXT REFERENCES formats(code),
  ean TEXT CHECK (ean IS NULL OR (length(ean) = 13 AND ean NOT GLOB '*[^0-9]*')),
  price INTEGER NOT NULL, -- cents
  cost INTEGER NOT NULL DEFAULT 0,
  margin INTEGER AS (price - cost) VIRTUAL,
  used INTEGER NOT NULL DEFAULT FALSE,
  condition TEXT DEFAULT 'M' CHECK (condition IN ('M','NM','VG+','VG','G','P')),
  CONSTRAINT article_key PRIMARY KEY (sku),
  CONSTRAINT positive_price CHECK (price >= 0),
  CONSTRAINT used_needs_condition CHECK (used = 0 OR condition IS NOT NULL)
) WITHOUT ROWID;
CREATE UNIQUE INDEX articles_ean ON articles(ean) WHERE ean IS NOT NULL AND NOT used;
CREATE TABLE supplier_articles (supplier_id INTEGER NOT NULL REFERENCES suppliers(id), sku TEXT NOT NULL REFERENCES articles(sku), their_no TEXT, cost DECIMAL(10, 2), PRIMARY KEY (supplier_id, sku));
CREATE TABLE bins (shop_id INTEGER NOT NULL REFERENCES shops(id), code TEXT NOT NULL, kind TEXT, PRIMARY KEY (shop_id, code)) WITHOUT ROWID;
CREATE TABLE stock (
  shop_id INTEGER NOT NULL, bin TEXT NOT NULL, sku TEXT NOT NULL REFERENCES articles(sku) ON UPDATE CASCADE,
  quantity INTEGER NOT NULL DEFAULT 0 CHECK (quantity >= 0),
  PRIMARY KEY (sku, shop_id, bin),
  FOREIGN KEY (shop_id, bin) REFERENCES bins
) WITHOUT ROWID;
CREATE TABLE stock_moves (id INTEGER PRIMARY KEY AUTOINCREMENT, sku TEXT NOT NULL REFERENCES articles(sku), shop_id INTEGER NOT NULL REFERENCES shops(id), quantity INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT 'sale', at INTEGER NOT NULL DEFAULT (unixepoch()), by INTEGER REFERENCES employees(id));
CREATE INDEX stock_moves_sku ON stock_moves (sku, at);
CREATE TABLE stocktakes (id INTEGER PRIMARY KEY, shop_id INTEGER NOT NULL REFERENCES shops(id), day TEXT NOT NULL, UNIQUE (shop_id, day));
CREATE TABLE stocktake_lines (stocktake_id INTEGER NOT NULL REFERENCES stocktakes(id) ON DELETE CASCADE, sku TEXT NOT NULL REFERENCES articles, counted INTEGER NOT NULL, expected INTEGER, delta INTEGER GENERATED ALWAYS AS (counted - expected) STORED, PRIMARY KEY (stocktake_id, sku));
CREATE TABLE purchase_orders (id INTEGER PRIMARY KEY, supplier_id INTEGER NOT NULL REFERENCES suppliers(id), ordered_at TEXT, state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent', 'partly', 'done', 'cancelled')));
CREATE INDEX open_purchase_orders ON purchase_orders(supplier_id) WHERE state NOT IN ('done', 'cancelled');
CREATE TABLE purchase_order_lines (order_id INTEGER NOT NULL REFERENCES purchase_orders(id) ON DELETE CASCADE, line INTEGER NOT NULL, sku TEXT NOT NULL REFERENCES articles(sku), quantity INTEGER NOT NULL CHECK (quantity > 0), received INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (order_id, line), CHECK (received BETWEEN 0 AND quantity));
CREATE TABLE deliveries (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES purchase_orders(id), arrived DATETIME, note_no TEXT);
CREATE TABLE delivery_lines (delivery_id INTEGER NOT NULL REFERENCES deliveries(id) ON DELETE CASCADE, order_id INTEGER NOT NULL, line INTEGER NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (delivery_id, order_id, line), FOREIGN KEY (order_id, line) REFERENCES purchase_order_lines(order_id, line));

-- ---- sales ----

CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT UNIQUE NOT NULL DEFAULT (lower(hex(randomblob(8)))),
  name TEXT NOT NULL, email TEXT COLLATE NOCASE, "e-mail ok" INTEGER NOT NULL DEFAULT 0 CHECK ("e-mail ok" IN (0, 1)),
  address_id INTEGER REFERENCES addresses(id),
  birthday TEXT, credit INTEGER NOT NULL DEFAULT -1,
  data JSON CHECK (data IS NULL OR json_valid(data))
);
CREATE UNIQUE INDEX customers_email ON customers(lower(email)) WHERE email <> '';
CREATE INDEX customers_city ON customers(json_extract(data, '$.city'));
CREATE TABLE customer_groups (id INTEGER PRIMARY KEY, name TEXT NOT NULL, discount REAL NOT NULL DEFAULT 0.05 CHECK (discount >= 0 AND discount < 1));
CREATE TABLE customer_group_members (group_id INT NOT NULL REFERENCES customer_groups(id), customer_id INT NOT NULL REFERENCES customers(id), PRIMARY KEY (group_id, customer_id)) WITHOUT ROWID;
CREATE TABLE registers (id INTEGER PRIMARY KEY, shop_id INTEGER NOT NULL REFERENCES shops(id), serial TEXT NOT NULL UNIQUE);
CREATE TABLE receipts (
  id INTEGER PRIMARY KEY AUTOINCREMENT, register_id INTEGER NOT NULL REFERENCES registers(id), number INTEGER NOT NULL,
  customer_id INTEGER REFERENCES customers(id) ON DELETE SET NULL ON UPDATE NO ACTION,
  employee_id INTEGER NOT NULL REFERENCES employees(id),
  at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  cancels INTEGER UNIQUE REFERENCES receipts(id),
  UNIQUE (register_id, number)
);
CREATE TABLE receipt_lines (receipt_id INTEGER NOT NULL REFERENCES receipts(id) ON DELETE CASCADE, line INTEGER NOT NULL, sku TEXT NOT NULL REFERENCES articles(sku), quantity INTEGER NOT NULL DEFAULT 1, price INTEGER NOT NULL, discount INTEGER NOT NULL DEFAULT 0, total INTEGER GENERATED ALWAYS AS (quantity * price - discount) STORED, PRIMARY KEY (receipt_id, line)) WITHOUT ROWID;
CREATE TABLE payments (id INTEGER PRIMARY KEY, receipt_id INTEGER NOT NULL REFERENCES receipts(id), method TEXT NOT NULL CHECK (method IN ('cash', 'card', 'voucher')), amount INTEGER NOT NULL CHECK (amount <> 0), voucher_id INTEGER REFERENCES vouchers(id), CHECK ((method = 'voucher') = (voucher_id IS NOT NULL)));
CREATE TABLE vouchers (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, value INTEGER NOT NULL, sold_on INTEGER REFERENCES receipts(id), used_by INTEGER REFERENCES payments(id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE reservations (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(id), sku TEXT NOT NULL REFERENCES articles(sku), shop_id INTEGER NOT NULL REFERENCES shops(id), until TEXT);
CREATE TABLE wishes (customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE, release_id INTEGER NOT NULL REFERENCES releases(id) ON DELETE CASCADE, max_price INTEGER, PRIMARY KEY (customer_id, release_id));
CREATE TABLE web_orders (id TEXT PRIMARY KEY NOT NULL, customer_id INTEGER NOT NULL REFERENCES customers(id), placed REAL NOT NULL DEFAULT (julianday('now')), ship_to INTEGER REFERENCES addresses(id), bill_to INTEGER REFERENCES addresses(id), state TEXT NOT NULL DEFAULT 'new');
CREATE TABLE web_order_lines (order_id TEXT NOT NULL REFERENCES web_orders(id), sku TEXT NOT NULL REFERENCES articles(sku), quantity INTEGER NOT NULL, PRIMARY KEY (order_id, sku));
CREATE TABLE shipments (id INTEGER PRIMARY KEY, order_id TEXT NOT NULL REFERENCES web_orders(id), carrier TEXT NOT NULL DEFAULT 'it''s the post', tracking TEXT, sent_at);

-- ---- the rest ----

CREATE TABLE repairs (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(id), device TEXT NOT NULL, fault TEXT NOT NULL, estimate NUMERIC(8,2), done INTEGER DEFAULT 0);
CREATE TABLE "order" (id INTEGER PRIMARY KEY, "group" TEXT NOT NULL, "select" INTEGER DEFAULT +1, "values" TEXT DEFAULT NULL, "größe" REAL DEFAULT 1e3, "名前" TEXT);
CREATE TABLE settings (key TEXT PRIMARY KEY, value ANY, changed INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE audit (at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, who TEXT, what TEXT NOT NULL, "table" TEXT, old, new);
CREATE INDEX audit_at ON audit(at);
CREATE TABLE jobs (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, payload BLOB NOT NULL DEFAULT x'', run_at INTEGER, tries TINYINT NOT NULL DEFAULT 0, UNIQUE (kind, payload));
CREATE TABLE files (hash BLOB NOT NULL CHECK (length(hash) = 32) PRIMARY KEY, size BIGINT NOT NULL, data BLOB) WITHOUT ROWID;
CREATE TABLE attachments (id INTEGER PRIMARY KEY, file BLOB NOT NULL REFERENCES files(hash), release_id INTEGER REFERENCES releases(id), repair_id INTEGER REFERENCES repairs(id), CHECK ((release_id IS NULL) <> (repair_id IS NULL)));

CREATE VIEW stock_of_shops AS
  SELECT s.shop_id, s.sku, sum(s.quantity) AS quantity -- over all bins
  FROM stock AS s GROUP BY s.shop_id, s.sku;
CREATE VIEW "sold out" (sku, title) AS SELECT a.sku, r.title FROM articles a LEFT JOIN releases r ON r.id = a.release_id
  WHERE NOT EXISTS (SELECT 1 FROM stock_of_shops q WHERE q.sku = a.sku AND q.quantity > 0);
CREATE VIEW turnover AS WITH days AS (SELECT date(at) AS day, id FROM receipts) SELECT day, sum(total) AS total FROM days JOIN receipt_lines ON receipt_id = id GROUP BY day;

CREATE TRIGGER stock_goes_down AFTER INSERT ON receipt_lines
BEGIN
  INSERT INTO stock_moves (sku, shop_id, quantity) SELECT NEW.sku, g.shop_id, -NEW.quantity FROM receipts r JOIN registers g ON g.id = r.register_id WHERE r.id = NEW.receipt_id;
END;
CREATE TRIGGER price_changes AFTER UPDATE OF price ON articles WHEN OLD.price <> NEW.price
BEGIN
  INSERT INTO audit (what, "table", old, new) VALUES ('price', 'articles', OLD.price, NEW.price);
  UPDATE settings SET changed = changed + 1 WHERE key = 'prices';
END;
CREATE TRIGGER sold_out_insert INSTEAD OF INSERT ON "sold out" BEGIN SELECT RAISE(ABORT, 'no; it''s a view'); END;
CREATE TRIGGER release_found AFTER INSERT ON releases BEGIN INSERT INTO release_search (rowid, title) VALUES (NEW.id, NEW.title); END;
