CREATE TABLE link_entry (
	id INTEGER NOT NULL,
	resource VARCHAR(80) NOT NULL,
	record_id INTEGER NOT NULL,
	field VARCHAR(80) NOT NULL,
	target VARCHAR(80) NOT NULL,
	target_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_link_entry UNIQUE (resource, record_id, field, target_id)
)
;;
CREATE INDEX ix_link_entry_target ON link_entry (target, target_id)
;;
CREATE TABLE counter (
	name VARCHAR(120) NOT NULL,
	street_id INTEGER NOT NULL,
	year INTEGER NOT NULL,
	value BIGINT NOT NULL,
	PRIMARY KEY (name, street_id, year)
)
;;
CREATE TABLE unique_entry (
	place VARCHAR(120) NOT NULL,
	value BLOB NOT NULL,
	resource VARCHAR(80) NOT NULL,
	record_id INTEGER NOT NULL,
	PRIMARY KEY (place, value)
)
;;
CREATE INDEX ix_unique_entry_record ON unique_entry (resource, record_id)
;;
CREATE TABLE file_entry (
	id INTEGER NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	size BIGINT NOT NULL,
	media_type VARCHAR(100) NOT NULL,
	kind VARCHAR(12) NOT NULL,
	name VARCHAR(200) NOT NULL,
	resource VARCHAR(80),
	record_id INTEGER,
	field VARCHAR(80),
	street_id INTEGER,
	organisation_id INTEGER,
	uploaded_by_id INTEGER NOT NULL,
	created_at DATETIME NOT NULL,
	deleted_at DATETIME,
	PRIMARY KEY (id)
)
;;
CREATE INDEX ix_file_entry_created_at ON file_entry (created_at)
;;
CREATE INDEX ix_file_entry_street ON file_entry (street_id, deleted_at, size)
;;
CREATE INDEX ix_file_entry_sha256 ON file_entry (sha256)
;;
CREATE INDEX ix_file_entry_record ON file_entry (resource, record_id, field)
;;
CREATE TABLE epoch (
	name VARCHAR(40) NOT NULL,
	value BIGINT NOT NULL,
	PRIMARY KEY (name)
)
;;
CREATE TABLE browser_session (
	"key" VARCHAR(64) NOT NULL,
	user_id INTEGER,
	data BLOB NOT NULL,
	generation INTEGER NOT NULL,
	created_at DATETIME NOT NULL,
	seen_at DATETIME NOT NULL,
	PRIMARY KEY ("key")
)
;;
CREATE INDEX ix_browser_session_seen_at ON browser_session (seen_at)
;;
CREATE INDEX ix_browser_session_user_id ON browser_session (user_id)
;;
CREATE TABLE sign_in_state (
	user_id INTEGER NOT NULL,
	generation INTEGER NOT NULL,
	closed INTEGER NOT NULL,
	theme VARCHAR(10) NOT NULL,
	locale VARCHAR(10) NOT NULL,
	PRIMARY KEY (user_id)
)
;;
CREATE TABLE audit_entry (
	id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	user_id INTEGER,
	user_name VARCHAR(80) NOT NULL,
	action VARCHAR(40) NOT NULL,
	resource VARCHAR(60) NOT NULL,
	record_id INTEGER,
	street_id INTEGER,
	organisation_id INTEGER,
	version INTEGER,
	changes JSON,
	note VARCHAR(500),
	address VARCHAR(45),
	request_id VARCHAR(36),
	PRIMARY KEY (id)
)
;;
CREATE INDEX ix_audit_entry_street ON audit_entry (street_id, id)
;;
CREATE INDEX ix_audit_entry_row ON audit_entry (resource, record_id, id)
;;
CREATE TABLE brief_field (
	register VARCHAR(60) NOT NULL,
	"key" VARCHAR(40) NOT NULL,
	state VARCHAR(10) NOT NULL,
	done INTEGER NOT NULL,
	PRIMARY KEY (register, "key")
)
;;
CREATE TABLE form_version (
	id INTEGER NOT NULL,
	owner_id INTEGER NOT NULL,
	resource VARCHAR(60) NOT NULL,
	number INTEGER NOT NULL,
	spec JSON NOT NULL,
	note VARCHAR(500),
	made_by VARCHAR(80) NOT NULL,
	made_at DATETIME NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_form_version UNIQUE (owner_id, resource, number)
)
;;
CREATE INDEX ix_form_version_resource ON form_version (resource, owner_id)
;;
CREATE TABLE ab_permission (
	id INTEGER NOT NULL,
	name VARCHAR(100) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
)
;;
CREATE TABLE ab_view_menu (
	id INTEGER NOT NULL,
	name VARCHAR(250) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
)
;;
CREATE TABLE ab_role (
	id INTEGER NOT NULL,
	name VARCHAR(64) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
)
;;
CREATE TABLE ab_user (
	id INTEGER NOT NULL,
	first_name VARCHAR(64) NOT NULL,
	last_name VARCHAR(64) NOT NULL,
	username VARCHAR(128) NOT NULL,
	password VARCHAR(256),
	active BOOLEAN,
	email VARCHAR(320) NOT NULL,
	last_login DATETIME,
	login_count INTEGER,
	fail_login_count INTEGER,
	created_on DATETIME,
	changed_on DATETIME,
	created_by_fk INTEGER,
	changed_by_fk INTEGER,
	PRIMARY KEY (id),
	UNIQUE (username),
	UNIQUE (email),
	CONSTRAINT fk_ab_user_created_by_fk FOREIGN KEY(created_by_fk) REFERENCES ab_user (id),
	CONSTRAINT fk_ab_user_changed_by_fk FOREIGN KEY(changed_by_fk) REFERENCES ab_user (id)
)
;;
CREATE TABLE ab_group (
	id INTEGER NOT NULL,
	name VARCHAR(100) NOT NULL,
	label VARCHAR(150),
	description VARCHAR(512),
	PRIMARY KEY (id),
	UNIQUE (name)
)
;;
CREATE TABLE ab_register_user (
	id INTEGER NOT NULL,
	first_name VARCHAR(64) NOT NULL,
	last_name VARCHAR(64) NOT NULL,
	username VARCHAR(128) NOT NULL,
	password VARCHAR(256),
	email VARCHAR(320) NOT NULL,
	registration_date DATETIME,
	registration_hash VARCHAR(256),
	PRIMARY KEY (id),
	UNIQUE (username),
	UNIQUE (email)
)
;;
CREATE TABLE code_entry (
	id INTEGER NOT NULL,
	list VARCHAR(40) NOT NULL,
	code VARCHAR(40) NOT NULL,
	label_zh VARCHAR(80) NOT NULL,
	label_en VARCHAR(80),
	note VARCHAR(400),
	rank BIGINT NOT NULL,
	valid_from DATE,
	valid_to DATE,
	standard VARCHAR(40),
	edited BOOLEAN NOT NULL,
	version INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_code_entry UNIQUE (list, code)
)
;;
CREATE TABLE form_draft (
	resource VARCHAR(60) NOT NULL,
	id INTEGER NOT NULL,
	owner_id INTEGER NOT NULL,
	spec JSON NOT NULL,
	past JSON NOT NULL,
	future JSON NOT NULL,
	seen INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	saved_by VARCHAR(80) NOT NULL,
	saved_at DATETIME NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_form_draft UNIQUE (owner_id, resource)
)
;;
CREATE TABLE process_version (
	id INTEGER NOT NULL,
	owner_id INTEGER NOT NULL,
	"key" VARCHAR(40) NOT NULL,
	number INTEGER NOT NULL,
	spec JSON NOT NULL,
	note VARCHAR(500),
	made_by VARCHAR(80) NOT NULL,
	made_at DATETIME NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_process_version UNIQUE (owner_id, "key", number)
)
;;
CREATE TABLE process_draft (
	"key" VARCHAR(40) NOT NULL,
	id INTEGER NOT NULL,
	owner_id INTEGER NOT NULL,
	spec JSON NOT NULL,
	past JSON NOT NULL,
	future JSON NOT NULL,
	seen INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	saved_by VARCHAR(80) NOT NULL,
	saved_at DATETIME NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_process_draft UNIQUE (owner_id, "key")
)
;;
CREATE TABLE process_case (
	id INTEGER NOT NULL,
	resource VARCHAR(60) NOT NULL,
	record_id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	owner_id INTEGER NOT NULL,
	"key" VARCHAR(40) NOT NULL,
	version INTEGER NOT NULL,
	step VARCHAR(40) NOT NULL,
	stage VARCHAR(40) NOT NULL,
	entered_at DATETIME NOT NULL,
	due_at DATETIME,
	suspended_at DATETIME,
	request JSON,
	extended BOOLEAN NOT NULL,
	number INTEGER NOT NULL,
	opened_at DATETIME NOT NULL,
	closed_at DATETIME,
	PRIMARY KEY (id),
	CONSTRAINT uq_process_case_record UNIQUE (resource, record_id)
)
;;
CREATE INDEX ix_process_case_stage ON process_case (street_id, resource, stage, due_at)
;;
CREATE INDEX ix_process_case_due ON process_case (resource, due_at)
;;
CREATE TABLE saved_view (
	id INTEGER NOT NULL,
	user_id INTEGER NOT NULL,
	street_id INTEGER,
	resource VARCHAR(60) NOT NULL,
	name VARCHAR(60) NOT NULL,
	role VARCHAR(40),
	address TEXT NOT NULL,
	columns TEXT NOT NULL,
	made_at DATETIME NOT NULL,
	PRIMARY KEY (id)
)
;;
CREATE INDEX ix_saved_view_owner ON saved_view (user_id, resource)
;;
CREATE INDEX ix_saved_view_shared ON saved_view (street_id, resource, role)
;;
CREATE TABLE comment (
	id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	user_id INTEGER NOT NULL,
	user_name VARCHAR(80) NOT NULL,
	resource VARCHAR(60) NOT NULL,
	record_id INTEGER NOT NULL,
	text TEXT NOT NULL,
	files JSON,
	PRIMARY KEY (id)
)
;;
CREATE INDEX ix_comment_row ON comment (resource, record_id, id)
;;
CREATE TABLE sign_in_failure (
	"key" VARCHAR(140) NOT NULL,
	count INTEGER NOT NULL,
	last_at DATETIME NOT NULL,
	until DATETIME,
	PRIMARY KEY ("key")
)
;;
CREATE TABLE account (
	id INTEGER NOT NULL,
	username VARCHAR(64) NOT NULL,
	name VARCHAR(60) NOT NULL,
	person_id INTEGER NOT NULL,
	active BOOLEAN NOT NULL,
	must_change_password BOOLEAN NOT NULL,
	locked_until DATETIME,
	last_seen_at DATETIME,
	failed BIGINT NOT NULL,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_account_id FOREIGN KEY(id) REFERENCES ab_user (id),
	CONSTRAINT fk_account_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_account_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_account_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_account_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_account_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_account_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_account_last_seen ON account (street_id, last_seen_at, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_account_street ON account (street_id, id) WHERE deleted_at IS NULL
;;
CREATE UNIQUE INDEX uq_account_person ON account (person_id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_account_bin ON account (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_account_person_id ON account (person_id)
;;
CREATE INDEX ix_account_organisation_id ON account (organisation_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "account_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "account_search_insert" AFTER INSERT ON "account" BEGIN INSERT INTO "account_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "account_search_delete" AFTER DELETE ON "account" BEGIN INSERT INTO "account_search"("account_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "account_search_update" AFTER UPDATE OF search_text ON "account"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "account_search"("account_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "account_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "account_search"("account_search") VALUES ('delete-all')
;;
INSERT INTO "account_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "account" WHERE search_text IS NOT NULL
;;
CREATE TABLE organisation (
	street_id INTEGER,
	organisation_id INTEGER,
	name VARCHAR(80) NOT NULL,
	kind VARCHAR(40) NOT NULL,
	code VARCHAR(12) NOT NULL,
	parent_id INTEGER,
	valid_from DATE,
	valid_to DATE,
	households BIGINT,
	population BIGINT,
	pilot BOOLEAN NOT NULL,
	public_phone VARCHAR(20),
	remarks TEXT,
	path VARCHAR(200) NOT NULL,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_organisation_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_organisation_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_organisation_parent_id FOREIGN KEY(parent_id) REFERENCES organisation (id),
	CONSTRAINT fk_organisation_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_organisation_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_organisation_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid)
)
;;
CREATE UNIQUE INDEX uq_organisation_local_code ON organisation (parent_id, code) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_organisation_street ON organisation (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_organisation_kind ON organisation (street_id, kind, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_organisation_organisation_id ON organisation (organisation_id)
;;
CREATE INDEX ix_organisation_bin ON organisation (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_organisation_parent_id ON organisation (parent_id)
;;
CREATE UNIQUE INDEX uq_organisation_code ON organisation (code) WHERE deleted_at IS NULL AND length(code) = 12
;;
CREATE INDEX ix_organisation_path ON organisation (path)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "organisation_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "organisation_search_insert" AFTER INSERT ON "organisation" BEGIN INSERT INTO "organisation_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "organisation_search_delete" AFTER DELETE ON "organisation" BEGIN INSERT INTO "organisation_search"("organisation_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "organisation_search_update" AFTER UPDATE OF search_text ON "organisation"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "organisation_search"("organisation_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "organisation_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "organisation_search"("organisation_search") VALUES ('delete-all')
;;
INSERT INTO "organisation_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "organisation" WHERE search_text IS NOT NULL
;;
CREATE TABLE compound (
	name VARCHAR(60) NOT NULL,
	kind VARCHAR(40) NOT NULL,
	management VARCHAR(40) NOT NULL,
	address VARCHAR(200),
	location VARCHAR(24),
	built_in BIGINT,
	area BIGINT,
	households BIGINT,
	lifts BIGINT,
	chargers BIGINT,
	parking BIGINT,
	property_company_id INTEGER,
	contract_to DATE,
	duty_phone VARCHAR(255),
	branch_id INTEGER,
	committee BOOLEAN NOT NULL,
	elected_on DATE,
	remarks TEXT,
	duty_phone_blind VARCHAR(64),
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_compound_property_company_id FOREIGN KEY(property_company_id) REFERENCES property_company (id),
	CONSTRAINT fk_compound_branch_id FOREIGN KEY(branch_id) REFERENCES organisation (id),
	CONSTRAINT fk_compound_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_compound_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_compound_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_compound_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_compound_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_compound_duty_phone_blind ON compound (duty_phone_blind)
;;
CREATE INDEX ix_compound_branch_id ON compound (branch_id)
;;
CREATE INDEX ix_compound_street ON compound (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_compound_organisation_id ON compound (organisation_id)
;;
CREATE UNIQUE INDEX uq_compound_name ON compound (organisation_id, name) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_compound_name ON compound (street_id, name, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_compound_bin ON compound (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_compound_property_company_id ON compound (property_company_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "compound_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "compound_search_insert" AFTER INSERT ON "compound" BEGIN INSERT INTO "compound_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "compound_search_delete" AFTER DELETE ON "compound" BEGIN INSERT INTO "compound_search"("compound_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "compound_search_update" AFTER UPDATE OF search_text ON "compound"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "compound_search"("compound_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "compound_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "compound_search"("compound_search") VALUES ('delete-all')
;;
INSERT INTO "compound_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "compound" WHERE search_text IS NOT NULL
;;
CREATE TABLE building (
	compound_id INTEGER NOT NULL,
	name VARCHAR(40) NOT NULL,
	level VARCHAR(40) NOT NULL,
	floors BIGINT,
	units BIGINT,
	households BIGINT,
	lifts BIGINT,
	head_id INTEGER,
	head_since DATE,
	remarks TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_building_compound_id FOREIGN KEY(compound_id) REFERENCES compound (id),
	CONSTRAINT fk_building_head_id FOREIGN KEY(head_id) REFERENCES person (id),
	CONSTRAINT fk_building_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_building_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_building_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_building_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_building_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_building_head_id ON building (head_id)
;;
CREATE INDEX ix_building_headless ON building (street_id, head_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_building_organisation_id ON building (organisation_id)
;;
CREATE INDEX ix_building_street ON building (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_building_bin ON building (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_building_compound_id ON building (compound_id)
;;
CREATE INDEX ix_building_name ON building (compound_id, name, id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "building_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "building_search_insert" AFTER INSERT ON "building" BEGIN INSERT INTO "building_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "building_search_delete" AFTER DELETE ON "building" BEGIN INSERT INTO "building_search"("building_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "building_search_update" AFTER UPDATE OF search_text ON "building"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "building_search"("building_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "building_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "building_search"("building_search") VALUES ('delete-all')
;;
INSERT INTO "building_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "building" WHERE search_text IS NOT NULL
;;
CREATE TABLE person (
	name VARCHAR(60) NOT NULL,
	citizen_number VARCHAR(255),
	sex VARCHAR(40),
	birthday DATE,
	ethnic VARCHAR(40),
	political VARCHAR(40),
	education VARCHAR(40),
	marital VARCHAR(40),
	phone VARCHAR(255),
	address VARCHAR(200),
	building_id INTEGER,
	room VARCHAR(30),
	relation VARCHAR(40),
	residence VARCHAR(40) NOT NULL,
	origin VARCHAR(40),
	tags JSON,
	staff BOOLEAN NOT NULL,
	remarks TEXT,
	citizen_number_blind VARCHAR(64),
	phone_blind VARCHAR(64),
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_person_building_id FOREIGN KEY(building_id) REFERENCES building (id),
	CONSTRAINT fk_person_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_person_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_person_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_person_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_person_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_person_citizen_number_blind ON person (citizen_number_blind)
;;
CREATE INDEX ix_person_organisation_id ON person (organisation_id)
;;
CREATE INDEX ix_person_name ON person (street_id, name, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_person_bin ON person (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_person_street ON person (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_person_phone_blind ON person (phone_blind)
;;
CREATE INDEX ix_person_staff ON person (street_id, staff, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_person_building_id ON person (building_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "person_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "person_search_insert" AFTER INSERT ON "person" BEGIN INSERT INTO "person_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "person_search_delete" AFTER DELETE ON "person" BEGIN INSERT INTO "person_search"("person_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "person_search_update" AFTER UPDATE OF search_text ON "person"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "person_search"("person_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "person_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "person_search"("person_search") VALUES ('delete-all')
;;
INSERT INTO "person_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "person" WHERE search_text IS NOT NULL
;;
CREATE TABLE property_company (
	name VARCHAR(80) NOT NULL,
	credit_code VARCHAR(18),
	company_organisation_id INTEGER,
	contact VARCHAR(40),
	phone VARCHAR(255),
	staff BIGINT,
	since DATE,
	remarks TEXT,
	phone_blind VARCHAR(64),
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_property_company_company_organisation_id FOREIGN KEY(company_organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_property_company_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_property_company_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_property_company_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_property_company_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_property_company_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_property_company_street ON property_company (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_property_company_name ON property_company (street_id, name, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_property_company_company_organisation_id ON property_company (company_organisation_id)
;;
CREATE INDEX ix_property_company_bin ON property_company (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_property_company_organisation_id ON property_company (organisation_id)
;;
CREATE INDEX ix_property_company_phone_blind ON property_company (phone_blind)
;;
CREATE UNIQUE INDEX uq_property_company_name ON property_company (street_id, name) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "property_company_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "property_company_search_insert" AFTER INSERT ON "property_company" BEGIN INSERT INTO "property_company_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "property_company_search_delete" AFTER DELETE ON "property_company" BEGIN INSERT INTO "property_company_search"("property_company_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "property_company_search_update" AFTER UPDATE OF search_text ON "property_company"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "property_company_search"("property_company_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "property_company_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "property_company_search"("property_company_search") VALUES ('delete-all')
;;
INSERT INTO "property_company_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "property_company" WHERE search_text IS NOT NULL
;;
CREATE TABLE volunteer (
	person_id INTEGER NOT NULL,
	state VARCHAR(40) NOT NULL,
	team_id INTEGER,
	skills JSON,
	registered_on DATE NOT NULL,
	hours BIGINT NOT NULL,
	publish BOOLEAN NOT NULL,
	remarks TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_volunteer_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_volunteer_team_id FOREIGN KEY(team_id) REFERENCES volunteer_team (id),
	CONSTRAINT fk_volunteer_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_volunteer_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_volunteer_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_volunteer_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_volunteer_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_volunteer_registered ON volunteer (street_id, registered_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_volunteer_organisation_id ON volunteer (organisation_id)
;;
CREATE INDEX ix_volunteer_person_id ON volunteer (person_id)
;;
CREATE INDEX ix_volunteer_hours ON volunteer (street_id, hours, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_volunteer_bin ON volunteer (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_volunteer_street ON volunteer (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_volunteer_team_id ON volunteer (team_id)
;;
CREATE UNIQUE INDEX uq_volunteer_person ON volunteer (person_id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "volunteer_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "volunteer_search_insert" AFTER INSERT ON "volunteer" BEGIN INSERT INTO "volunteer_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "volunteer_search_delete" AFTER DELETE ON "volunteer" BEGIN INSERT INTO "volunteer_search"("volunteer_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "volunteer_search_update" AFTER UPDATE OF search_text ON "volunteer"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "volunteer_search"("volunteer_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "volunteer_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "volunteer_search"("volunteer_search") VALUES ('delete-all')
;;
INSERT INTO "volunteer_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "volunteer" WHERE search_text IS NOT NULL
;;
CREATE TABLE volunteer_team (
	name VARCHAR(60) NOT NULL,
	kind VARCHAR(40),
	leader_id INTEGER,
	founded_on DATE,
	active BOOLEAN NOT NULL,
	aims TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_volunteer_team_leader_id FOREIGN KEY(leader_id) REFERENCES volunteer (id),
	CONSTRAINT fk_volunteer_team_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_volunteer_team_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_volunteer_team_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_volunteer_team_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_volunteer_team_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE UNIQUE INDEX uq_volunteer_team_name ON volunteer_team (organisation_id, name) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_volunteer_team_leader_id ON volunteer_team (leader_id)
;;
CREATE INDEX ix_volunteer_team_organisation_id ON volunteer_team (organisation_id)
;;
CREATE INDEX ix_volunteer_team_street ON volunteer_team (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_volunteer_team_bin ON volunteer_team (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "volunteer_team_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "volunteer_team_search_insert" AFTER INSERT ON "volunteer_team" BEGIN INSERT INTO "volunteer_team_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "volunteer_team_search_delete" AFTER DELETE ON "volunteer_team" BEGIN INSERT INTO "volunteer_team_search"("volunteer_team_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "volunteer_team_search_update" AFTER UPDATE OF search_text ON "volunteer_team"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "volunteer_team_search"("volunteer_team_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "volunteer_team_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "volunteer_team_search"("volunteer_team_search") VALUES ('delete-all')
;;
INSERT INTO "volunteer_team_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "volunteer_team" WHERE search_text IS NOT NULL
;;
CREATE TABLE public_sending (
	"key" VARCHAR(64) NOT NULL,
	count INTEGER NOT NULL,
	began_at DATETIME NOT NULL,
	PRIMARY KEY ("key")
)
;;
CREATE INDEX ix_public_sending_began_at ON public_sending (began_at)
;;
CREATE TABLE register_entry (
	register VARCHAR(60) NOT NULL,
	stage VARCHAR(40),
	due_on DATE,
	closed_on DATE,
	brief JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_register_entry_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_register_entry_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_register_entry_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_register_entry_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_register_entry_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_register_entry_organisation_id ON register_entry (organisation_id)
;;
CREATE INDEX ix_register_entry_due ON register_entry (street_id, register, due_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_register_entry_stage ON register_entry (street_id, register, stage, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_register_entry_list ON register_entry (street_id, register, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_register_entry_bin ON register_entry (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "register_entry_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "register_entry_search_insert" AFTER INSERT ON "register_entry" BEGIN INSERT INTO "register_entry_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "register_entry_search_delete" AFTER DELETE ON "register_entry" BEGIN INSERT INTO "register_entry_search"("register_entry_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "register_entry_search_update" AFTER UPDATE OF search_text ON "register_entry"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "register_entry_search"("register_entry_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "register_entry_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "register_entry_search"("register_entry_search") VALUES ('delete-all')
;;
INSERT INTO "register_entry_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "register_entry" WHERE search_text IS NOT NULL
;;
CREATE TABLE ab_user_role (
	id INTEGER NOT NULL,
	user_id INTEGER,
	role_id INTEGER,
	PRIMARY KEY (id),
	UNIQUE (user_id, role_id),
	CONSTRAINT fk_ab_user_role_user_id FOREIGN KEY(user_id) REFERENCES ab_user (id) ON DELETE CASCADE,
	CONSTRAINT fk_ab_user_role_role_id FOREIGN KEY(role_id) REFERENCES ab_role (id) ON DELETE CASCADE
)
;;
CREATE TABLE ab_permission_view (
	id INTEGER NOT NULL,
	permission_id INTEGER NOT NULL,
	view_menu_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (permission_id, view_menu_id),
	CONSTRAINT fk_ab_permission_view_permission_id FOREIGN KEY(permission_id) REFERENCES ab_permission (id),
	CONSTRAINT fk_ab_permission_view_view_menu_id FOREIGN KEY(view_menu_id) REFERENCES ab_view_menu (id)
)
;;
CREATE INDEX idx_view_menu_id ON ab_permission_view (view_menu_id)
;;
CREATE INDEX idx_permission_id ON ab_permission_view (permission_id)
;;
CREATE TABLE ab_user_group (
	id INTEGER NOT NULL,
	user_id INTEGER,
	group_id INTEGER,
	PRIMARY KEY (id),
	UNIQUE (user_id, group_id),
	CONSTRAINT fk_ab_user_group_user_id FOREIGN KEY(user_id) REFERENCES ab_user (id) ON DELETE CASCADE,
	CONSTRAINT fk_ab_user_group_group_id FOREIGN KEY(group_id) REFERENCES ab_group (id) ON DELETE CASCADE
)
;;
CREATE INDEX idx_user_id ON ab_user_group (user_id)
;;
CREATE INDEX idx_user_group_id ON ab_user_group (group_id)
;;
CREATE TABLE ab_group_role (
	id INTEGER NOT NULL,
	group_id INTEGER,
	role_id INTEGER,
	PRIMARY KEY (id),
	UNIQUE (group_id, role_id),
	CONSTRAINT fk_ab_group_role_group_id FOREIGN KEY(group_id) REFERENCES ab_group (id) ON DELETE CASCADE,
	CONSTRAINT fk_ab_group_role_role_id FOREIGN KEY(role_id) REFERENCES ab_role (id) ON DELETE CASCADE
)
;;
CREATE INDEX idx_group_role_id ON ab_group_role (role_id)
;;
CREATE INDEX idx_group_id ON ab_group_role (group_id)
;;
CREATE TABLE ab_api_key (
	id INTEGER NOT NULL,
	uuid VARCHAR(36) NOT NULL,
	name VARCHAR(256) NOT NULL,
	key_hash VARCHAR(256) NOT NULL,
	lookup_hash VARCHAR(256),
	key_prefix VARCHAR(16) NOT NULL,
	user_id INTEGER NOT NULL,
	scopes TEXT,
	active BOOLEAN NOT NULL,
	created_on DATETIME,
	expires_on DATETIME,
	revoked_on DATETIME,
	last_used_on DATETIME,
	PRIMARY KEY (id),
	UNIQUE (uuid),
	UNIQUE (lookup_hash),
	CONSTRAINT fk_ab_api_key_user_id FOREIGN KEY(user_id) REFERENCES ab_user (id) ON DELETE CASCADE
)
;;
CREATE INDEX idx_api_key_user_id ON ab_api_key (user_id)
;;
CREATE INDEX idx_api_key_prefix ON ab_api_key (key_prefix)
;;
CREATE UNIQUE INDEX idx_api_key_lookup_hash ON ab_api_key (lookup_hash)
;;
CREATE TABLE case_event (
	id INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	transition VARCHAR(40) NOT NULL,
	does VARCHAR(10) NOT NULL,
	source VARCHAR(40) NOT NULL,
	target VARCHAR(40) NOT NULL,
	user_id INTEGER NOT NULL,
	user_name VARCHAR(80) NOT NULL,
	post VARCHAR(80),
	at DATETIME NOT NULL,
	due_at DATETIME,
	reason TEXT,
	"values" JSON,
	skipped JSON,
	PRIMARY KEY (id),
	CONSTRAINT uq_case_event_number UNIQUE (case_id, number),
	CONSTRAINT fk_case_event_case_id FOREIGN KEY(case_id) REFERENCES process_case (id)
)
;;
CREATE TRIGGER case_event_stays_update BEFORE update ON case_event BEGIN SELECT RAISE(ABORT, 'the history of a case is never changed or deleted'); END
;;
CREATE TRIGGER case_event_stays_delete BEFORE delete ON case_event BEGIN SELECT RAISE(ABORT, 'the history of a case is never changed or deleted'); END
;;
CREATE TABLE day_off (
	day DATE NOT NULL,
	works BOOLEAN NOT NULL,
	name VARCHAR(40) NOT NULL,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_day_off_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_day_off_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_day_off_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_day_off_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_day_off_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_day_off_organisation_id ON day_off (organisation_id)
;;
CREATE INDEX ix_day_off_street ON day_off (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_day_off_bin ON day_off (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE UNIQUE INDEX uq_day_off_day ON day_off (street_id, day) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "day_off_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "day_off_search_insert" AFTER INSERT ON "day_off" BEGIN INSERT INTO "day_off_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "day_off_search_delete" AFTER DELETE ON "day_off" BEGIN INSERT INTO "day_off_search"("day_off_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "day_off_search_update" AFTER UPDATE OF search_text ON "day_off"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "day_off_search"("day_off_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "day_off_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "day_off_search"("day_off_search") VALUES ('delete-all')
;;
INSERT INTO "day_off_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "day_off" WHERE search_text IS NOT NULL
;;
CREATE TABLE post (
	person_id INTEGER NOT NULL,
	role VARCHAR(40) NOT NULL,
	title VARCHAR(60),
	starts_on DATE NOT NULL,
	ends_on DATE,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_post_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_post_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_post_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_post_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_post_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_post_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_post_bin ON post (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_post_role ON post (street_id, role, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_post_street ON post (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_post_organisation_id ON post (organisation_id)
;;
CREATE INDEX ix_post_person_id ON post (person_id)
;;
CREATE INDEX ix_post_person_days ON post (person_id, starts_on, ends_on)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "post_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "post_search_insert" AFTER INSERT ON "post" BEGIN INSERT INTO "post_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "post_search_delete" AFTER DELETE ON "post" BEGIN INSERT INTO "post_search"("post_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "post_search_update" AFTER UPDATE OF search_text ON "post"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "post_search"("post_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "post_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "post_search"("post_search") VALUES ('delete-all')
;;
INSERT INTO "post_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "post" WHERE search_text IS NOT NULL
;;
CREATE TABLE party_member (
	organisation_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	stage VARCHAR(40) NOT NULL,
	joined_on DATE,
	full_on DATE,
	dues BIGINT,
	paid_to DATE,
	on_duty BOOLEAN NOT NULL,
	households BIGINT,
	publish BOOLEAN NOT NULL,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_party_member_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_party_member_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_party_member_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_party_member_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_party_member_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_party_member_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_party_member_organisation_id ON party_member (organisation_id)
;;
CREATE INDEX ix_party_member_joined ON party_member (street_id, joined_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_party_member_street ON party_member (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_party_member_person_id ON party_member (person_id)
;;
CREATE UNIQUE INDEX uq_party_member_person ON party_member (person_id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_party_member_bin ON party_member (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "party_member_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "party_member_search_insert" AFTER INSERT ON "party_member" BEGIN INSERT INTO "party_member_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "party_member_search_delete" AFTER DELETE ON "party_member" BEGIN INSERT INTO "party_member_search"("party_member_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "party_member_search_update" AFTER UPDATE OF search_text ON "party_member"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "party_member_search"("party_member_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "party_member_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "party_member_search"("party_member_search") VALUES ('delete-all')
;;
INSERT INTO "party_member_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "party_member" WHERE search_text IS NOT NULL
;;
CREATE TABLE party_meeting (
	organisation_id INTEGER NOT NULL,
	kind VARCHAR(40) NOT NULL,
	topic VARCHAR(120) NOT NULL,
	held_on DATETIME NOT NULL,
	"where" VARCHAR(80),
	chair_id INTEGER,
	expected BIGINT,
	present BIGINT,
	excused TEXT,
	minutes TEXT,
	photos JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_party_meeting_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_party_meeting_chair_id FOREIGN KEY(chair_id) REFERENCES person (id),
	CONSTRAINT fk_party_meeting_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_party_meeting_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_party_meeting_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_party_meeting_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_party_meeting_held ON party_meeting (street_id, held_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_party_meeting_street ON party_meeting (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_party_meeting_organisation_id ON party_meeting (organisation_id)
;;
CREATE INDEX ix_party_meeting_branch ON party_meeting (organisation_id, kind, held_on)
;;
CREATE INDEX ix_party_meeting_bin ON party_meeting (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_party_meeting_chair_id ON party_meeting (chair_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "party_meeting_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "party_meeting_search_insert" AFTER INSERT ON "party_meeting" BEGIN INSERT INTO "party_meeting_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "party_meeting_search_delete" AFTER DELETE ON "party_meeting" BEGIN INSERT INTO "party_meeting_search"("party_meeting_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "party_meeting_search_update" AFTER UPDATE OF search_text ON "party_meeting"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "party_meeting_search"("party_meeting_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "party_meeting_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "party_meeting_search"("party_meeting_search") VALUES ('delete-all')
;;
INSERT INTO "party_meeting_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "party_meeting" WHERE search_text IS NOT NULL
;;
CREATE TABLE points_account (
	person_id INTEGER NOT NULL,
	balance BIGINT NOT NULL,
	held BIGINT NOT NULL,
	opened_on DATE NOT NULL,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT ck_points_account_held CHECK (held >= 0),
	CONSTRAINT fk_points_account_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_points_account_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_points_account_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_points_account_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_points_account_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_points_account_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_points_account_bin ON points_account (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE UNIQUE INDEX uq_points_account_person ON points_account (person_id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_points_account_street ON points_account (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_points_account_balance ON points_account (street_id, balance, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_points_account_person_id ON points_account (person_id)
;;
CREATE INDEX ix_points_account_organisation_id ON points_account (organisation_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "points_account_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "points_account_search_insert" AFTER INSERT ON "points_account" BEGIN INSERT INTO "points_account_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "points_account_search_delete" AFTER DELETE ON "points_account" BEGIN INSERT INTO "points_account_search"("points_account_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "points_account_search_update" AFTER UPDATE OF search_text ON "points_account"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "points_account_search"("points_account_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "points_account_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "points_account_search"("points_account_search") VALUES ('delete-all')
;;
INSERT INTO "points_account_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "points_account" WHERE search_text IS NOT NULL
;;
CREATE TABLE points_rule (
	code VARCHAR(40) NOT NULL,
	revision BIGINT NOT NULL,
	name VARCHAR(60) NOT NULL,
	since DATE NOT NULL,
	until DATE,
	per_hour BIGINT NOT NULL,
	most_hours BIGINT,
	referral BIGINT NOT NULL,
	redemptions BIGINT,
	months BIGINT,
	basis TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_points_rule_version UNIQUE (street_id, code, revision),
	CONSTRAINT ck_points_rule_version CHECK (revision > 0),
	CONSTRAINT fk_points_rule_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_points_rule_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_points_rule_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_points_rule_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_points_rule_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_points_rule_organisation_id ON points_rule (organisation_id)
;;
CREATE INDEX ix_points_rule_bin ON points_rule (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_points_rule_street ON points_rule (street_id, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "points_rule_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "points_rule_search_insert" AFTER INSERT ON "points_rule" BEGIN INSERT INTO "points_rule_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "points_rule_search_delete" AFTER DELETE ON "points_rule" BEGIN INSERT INTO "points_rule_search"("points_rule_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "points_rule_search_update" AFTER UPDATE OF search_text ON "points_rule"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "points_rule_search"("points_rule_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "points_rule_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "points_rule_search"("points_rule_search") VALUES ('delete-all')
;;
INSERT INTO "points_rule_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "points_rule" WHERE search_text IS NOT NULL
;;
CREATE TABLE reward (
	name VARCHAR(80) NOT NULL,
	code VARCHAR(40) NOT NULL,
	kind VARCHAR(40) NOT NULL,
	price BIGINT NOT NULL,
	stock BIGINT NOT NULL,
	taken BIGINT NOT NULL,
	offered BOOLEAN NOT NULL,
	provider VARCHAR(80),
	description TEXT,
	photos JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT ck_reward_stock CHECK (taken >= 0 AND taken <= stock),
	CONSTRAINT ck_reward_price CHECK (price > 0),
	CONSTRAINT fk_reward_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_reward_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_reward_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_reward_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_reward_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_reward_organisation_id ON reward (organisation_id)
;;
CREATE UNIQUE INDEX uq_reward_code ON reward (street_id, code) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_reward_street ON reward (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_reward_bin ON reward (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "reward_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "reward_search_insert" AFTER INSERT ON "reward" BEGIN INSERT INTO "reward_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "reward_search_delete" AFTER DELETE ON "reward" BEGIN INSERT INTO "reward_search"("reward_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "reward_search_update" AFTER UPDATE OF search_text ON "reward"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "reward_search"("reward_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "reward_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "reward_search"("reward_search") VALUES ('delete-all')
;;
INSERT INTO "reward_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "reward" WHERE search_text IS NOT NULL
;;
CREATE TABLE deliberation_session (
	title VARCHAR(120) NOT NULL,
	state VARCHAR(40) NOT NULL,
	format VARCHAR(40) NOT NULL,
	held_on DATETIME NOT NULL,
	venue VARCHAR(80),
	venue_kind VARCHAR(40),
	chair_id INTEGER,
	recorder_id INTEGER,
	compound_id INTEGER,
	issues JSON,
	expected BIGINT,
	present BIGINT,
	observers BIGINT,
	quorum BIGINT,
	agenda TEXT,
	resolution TEXT,
	photos JSON,
	signed_off_at DATETIME,
	signed_off_by_id INTEGER,
	device_key CHAR(32),
	sync_token CHAR(32),
	loose JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_deliberation_session_chair_id FOREIGN KEY(chair_id) REFERENCES person (id),
	CONSTRAINT fk_deliberation_session_recorder_id FOREIGN KEY(recorder_id) REFERENCES person (id),
	CONSTRAINT fk_deliberation_session_compound_id FOREIGN KEY(compound_id) REFERENCES compound (id),
	CONSTRAINT fk_deliberation_session_signed_off_by_id FOREIGN KEY(signed_off_by_id) REFERENCES account (id),
	UNIQUE (device_key),
	CONSTRAINT fk_deliberation_session_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_deliberation_session_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_deliberation_session_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_deliberation_session_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_deliberation_session_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_deliberation_session_state ON deliberation_session (street_id, state, held_on) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_deliberation_session_held ON deliberation_session (street_id, held_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_deliberation_session_street ON deliberation_session (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_deliberation_session_bin ON deliberation_session (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_deliberation_session_compound_id ON deliberation_session (compound_id)
;;
CREATE INDEX ix_deliberation_session_chair_id ON deliberation_session (chair_id)
;;
CREATE INDEX ix_deliberation_session_organisation_id ON deliberation_session (organisation_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "deliberation_session_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "deliberation_session_search_insert" AFTER INSERT ON "deliberation_session" BEGIN INSERT INTO "deliberation_session_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "deliberation_session_search_delete" AFTER DELETE ON "deliberation_session" BEGIN INSERT INTO "deliberation_session_search"("deliberation_session_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "deliberation_session_search_update" AFTER UPDATE OF search_text ON "deliberation_session"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "deliberation_session_search"("deliberation_session_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "deliberation_session_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "deliberation_session_search"("deliberation_session_search") VALUES ('delete-all')
;;
INSERT INTO "deliberation_session_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "deliberation_session" WHERE search_text IS NOT NULL
;;
CREATE TABLE issue (
	number VARCHAR(40),
	title VARCHAR(120) NOT NULL,
	description TEXT,
	state VARCHAR(40) NOT NULL,
	state_reason TEXT,
	source VARCHAR(40) NOT NULL,
	channel VARCHAR(40),
	category VARCHAR(40) NOT NULL,
	level VARCHAR(40),
	reported_at DATETIME NOT NULL,
	organisation_id INTEGER NOT NULL,
	compound_id INTEGER,
	spot VARCHAR(120),
	location VARCHAR(24),
	photos JSON,
	anonymous BOOLEAN NOT NULL,
	reporter_name VARCHAR(40),
	reporter_phone VARCHAR(255),
	owner_organisation_id INTEGER,
	owner_person_id INTEGER,
	due_on DATE,
	accepted_on DATE,
	closed_on DATE,
	dispatched_at DATETIME,
	contact_due_at DATETIME,
	contacted_at DATETIME,
	settled_on DATE,
	recurred_after BIGINT,
	supervised BOOLEAN NOT NULL,
	outcome TEXT,
	evidence JSON,
	duplicate_of_id INTEGER,
	recurs_of_id INTEGER,
	recurrences BIGINT,
	model_case BOOLEAN NOT NULL,
	public_token VARCHAR(40),
	reporter_phone_blind VARCHAR(64),
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_issue_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_issue_compound_id FOREIGN KEY(compound_id) REFERENCES compound (id),
	CONSTRAINT fk_issue_owner_organisation_id FOREIGN KEY(owner_organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_issue_owner_person_id FOREIGN KEY(owner_person_id) REFERENCES person (id),
	CONSTRAINT fk_issue_duplicate_of_id FOREIGN KEY(duplicate_of_id) REFERENCES issue (id),
	CONSTRAINT fk_issue_recurs_of_id FOREIGN KEY(recurs_of_id) REFERENCES issue (id),
	UNIQUE (public_token),
	CONSTRAINT fk_issue_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_issue_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_issue_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_issue_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_issue_state ON issue (street_id, state, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_bin ON issue (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_issue_closed ON issue (street_id, closed_on) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_due ON issue (street_id, due_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_accepted ON issue (street_id, accepted_on) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_duplicate_of_id ON issue (duplicate_of_id)
;;
CREATE INDEX ix_issue_category ON issue (street_id, category, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_dispatched ON issue (street_id, dispatched_at) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_owner_person_id ON issue (owner_person_id)
;;
CREATE INDEX ix_issue_settled ON issue (street_id, settled_on) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_reporter_phone_blind ON issue (reporter_phone_blind)
;;
CREATE INDEX ix_issue_unit_newest ON issue (organisation_id, id, deleted_at)
;;
CREATE INDEX ix_issue_newest ON issue (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_board ON issue (street_id, state, due_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_recurs_of_id ON issue (recurs_of_id)
;;
CREATE INDEX ix_issue_unit_state ON issue (organisation_id, state, reported_at, deleted_at)
;;
CREATE INDEX ix_issue_owner ON issue (owner_organisation_id, id)
;;
CREATE INDEX ix_issue_compound_id ON issue (compound_id)
;;
CREATE INDEX ix_issue_reported ON issue (street_id, reported_at, id) WHERE deleted_at IS NULL
;;
CREATE UNIQUE INDEX uq_issue_number ON issue (street_id, number) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "issue_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "issue_search_insert" AFTER INSERT ON "issue" BEGIN INSERT INTO "issue_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "issue_search_delete" AFTER DELETE ON "issue" BEGIN INSERT INTO "issue_search"("issue_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "issue_search_update" AFTER UPDATE OF search_text ON "issue"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "issue_search"("issue_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "issue_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "issue_search"("issue_search") VALUES ('delete-all')
;;
INSERT INTO "issue_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "issue" WHERE search_text IS NOT NULL
;;
CREATE TABLE process_rule (
	source VARCHAR(40),
	category VARCHAR(40),
	flow VARCHAR(40) NOT NULL,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_process_rule_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_process_rule_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_process_rule_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_process_rule_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_process_rule_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_process_rule_organisation_id ON process_rule (organisation_id)
;;
CREATE INDEX ix_process_rule_street ON process_rule (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_process_rule_bin ON process_rule (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "process_rule_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "process_rule_search_insert" AFTER INSERT ON "process_rule" BEGIN INSERT INTO "process_rule_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "process_rule_search_delete" AFTER DELETE ON "process_rule" BEGIN INSERT INTO "process_rule_search"("process_rule_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "process_rule_search_update" AFTER UPDATE OF search_text ON "process_rule"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "process_rule_search"("process_rule_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "process_rule_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "process_rule_search"("process_rule_search") VALUES ('delete-all')
;;
INSERT INTO "process_rule_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "process_rule" WHERE search_text IS NOT NULL
;;
CREATE TABLE document_template (
	kind VARCHAR(40) NOT NULL,
	name VARCHAR(120) NOT NULL,
	in_use BOOLEAN NOT NULL,
	uploaded_by_id INTEGER,
	uploaded_at DATETIME NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	size INTEGER NOT NULL,
	file JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_document_template_uploaded_by_id FOREIGN KEY(uploaded_by_id) REFERENCES account (id),
	CONSTRAINT fk_document_template_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_document_template_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_document_template_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_document_template_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_document_template_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_document_template_organisation_id ON document_template (organisation_id)
;;
CREATE INDEX ix_document_template_uploaded_by_id ON document_template (uploaded_by_id)
;;
CREATE INDEX ix_document_template_in_use ON document_template (street_id, kind, in_use, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_document_template_bin ON document_template (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_document_template_street ON document_template (street_id, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "document_template_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "document_template_search_insert" AFTER INSERT ON "document_template" BEGIN INSERT INTO "document_template_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "document_template_search_delete" AFTER DELETE ON "document_template" BEGIN INSERT INTO "document_template_search"("document_template_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "document_template_search_update" AFTER UPDATE OF search_text ON "document_template"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "document_template_search"("document_template_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "document_template_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "document_template_search"("document_template_search") VALUES ('delete-all')
;;
INSERT INTO "document_template_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "document_template" WHERE search_text IS NOT NULL
;;
CREATE TABLE fee_period (
	compound_id INTEGER NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE NOT NULL,
	receivable BIGINT NOT NULL,
	received BIGINT NOT NULL,
	households_due BIGINT,
	households_paid BIGINT,
	remarks TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_fee_period_compound_id FOREIGN KEY(compound_id) REFERENCES compound (id),
	CONSTRAINT fk_fee_period_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_fee_period_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_fee_period_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_fee_period_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_fee_period_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_fee_period_street ON fee_period (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_fee_period_organisation_id ON fee_period (organisation_id)
;;
CREATE UNIQUE INDEX uq_fee_period_compound ON fee_period (compound_id, starts_on) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_fee_period_compound_id ON fee_period (compound_id)
;;
CREATE INDEX ix_fee_period_starts ON fee_period (street_id, starts_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_fee_period_bin ON fee_period (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "fee_period_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "fee_period_search_insert" AFTER INSERT ON "fee_period" BEGIN INSERT INTO "fee_period_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "fee_period_search_delete" AFTER DELETE ON "fee_period" BEGIN INSERT INTO "fee_period_search"("fee_period_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "fee_period_search_update" AFTER UPDATE OF search_text ON "fee_period"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "fee_period_search"("fee_period_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "fee_period_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "fee_period_search"("fee_period_search") VALUES ('delete-all')
;;
INSERT INTO "fee_period_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "fee_period" WHERE search_text IS NOT NULL
;;
CREATE TABLE disclosure (
	compound_id INTEGER NOT NULL,
	kind VARCHAR(40) NOT NULL,
	published_on DATE NOT NULL,
	next_on DATE,
	"where" VARCHAR(80),
	photos JSON,
	document JSON,
	remarks TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_disclosure_compound_id FOREIGN KEY(compound_id) REFERENCES compound (id),
	CONSTRAINT fk_disclosure_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_disclosure_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_disclosure_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_disclosure_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_disclosure_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_disclosure_compound_id ON disclosure (compound_id)
;;
CREATE INDEX ix_disclosure_bin ON disclosure (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_disclosure_published ON disclosure (street_id, published_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_disclosure_next ON disclosure (street_id, next_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_disclosure_street ON disclosure (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_disclosure_organisation_id ON disclosure (organisation_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "disclosure_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "disclosure_search_insert" AFTER INSERT ON "disclosure" BEGIN INSERT INTO "disclosure_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "disclosure_search_delete" AFTER DELETE ON "disclosure" BEGIN INSERT INTO "disclosure_search"("disclosure_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "disclosure_search_update" AFTER UPDATE OF search_text ON "disclosure"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "disclosure_search"("disclosure_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "disclosure_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "disclosure_search"("disclosure_search") VALUES ('delete-all')
;;
INSERT INTO "disclosure_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "disclosure" WHERE search_text IS NOT NULL
;;
CREATE TABLE property_rating (
	property_company_id INTEGER NOT NULL,
	compound_id INTEGER,
	period_from DATE NOT NULL,
	period_to DATE NOT NULL,
	score BIGINT,
	listing VARCHAR(40) NOT NULL,
	state VARCHAR(40) NOT NULL,
	objection_until DATE,
	published_on DATE,
	grounds TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_property_rating_property_company_id FOREIGN KEY(property_company_id) REFERENCES property_company (id),
	CONSTRAINT fk_property_rating_compound_id FOREIGN KEY(compound_id) REFERENCES compound (id),
	CONSTRAINT fk_property_rating_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_property_rating_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_property_rating_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_property_rating_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_property_rating_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_property_rating_street ON property_rating (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_property_rating_period ON property_rating (street_id, period_from, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_property_rating_property_company_id ON property_rating (property_company_id)
;;
CREATE INDEX ix_property_rating_bin ON property_rating (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_property_rating_compound_id ON property_rating (compound_id)
;;
CREATE INDEX ix_property_rating_organisation_id ON property_rating (organisation_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "property_rating_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "property_rating_search_insert" AFTER INSERT ON "property_rating" BEGIN INSERT INTO "property_rating_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "property_rating_search_delete" AFTER DELETE ON "property_rating" BEGIN INSERT INTO "property_rating_search"("property_rating_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "property_rating_search_update" AFTER UPDATE OF search_text ON "property_rating"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "property_rating_search"("property_rating_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "property_rating_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "property_rating_search"("property_rating_search") VALUES ('delete-all')
;;
INSERT INTO "property_rating_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "property_rating" WHERE search_text IS NOT NULL
;;
CREATE TABLE activity (
	title VARCHAR(100) NOT NULL,
	kind VARCHAR(40) NOT NULL,
	state VARCHAR(40) NOT NULL,
	team_id INTEGER,
	starts_at DATETIME NOT NULL,
	ends_at DATETIME,
	"where" VARCHAR(100),
	location VARCHAR(24),
	wanted BIGINT,
	contact_id INTEGER,
	description TEXT,
	reached BIGINT,
	photos JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_activity_team_id FOREIGN KEY(team_id) REFERENCES volunteer_team (id),
	CONSTRAINT fk_activity_contact_id FOREIGN KEY(contact_id) REFERENCES person (id),
	CONSTRAINT fk_activity_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_activity_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_activity_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_activity_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_activity_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_activity_team_id ON activity (team_id)
;;
CREATE INDEX ix_activity_contact_id ON activity (contact_id)
;;
CREATE INDEX ix_activity_state ON activity (street_id, state, starts_at) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_activity_starts ON activity (street_id, starts_at, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_activity_bin ON activity (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_activity_street ON activity (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_activity_organisation_id ON activity (organisation_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "activity_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "activity_search_insert" AFTER INSERT ON "activity" BEGIN INSERT INTO "activity_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "activity_search_delete" AFTER DELETE ON "activity" BEGIN INSERT INTO "activity_search"("activity_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "activity_search_update" AFTER UPDATE OF search_text ON "activity"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "activity_search"("activity_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "activity_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "activity_search"("activity_search") VALUES ('delete-all')
;;
INSERT INTO "activity_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "activity" WHERE search_text IS NOT NULL
;;
CREATE TABLE ab_permission_view_role (
	id INTEGER NOT NULL,
	permission_view_id INTEGER,
	role_id INTEGER,
	PRIMARY KEY (id),
	UNIQUE (permission_view_id, role_id),
	CONSTRAINT fk_ab_permission_view_role_permission_view_id FOREIGN KEY(permission_view_id) REFERENCES ab_permission_view (id) ON DELETE CASCADE,
	CONSTRAINT fk_ab_permission_view_role_role_id FOREIGN KEY(role_id) REFERENCES ab_role (id) ON DELETE CASCADE
)
;;
CREATE INDEX idx_role_id ON ab_permission_view_role (role_id)
;;
CREATE INDEX idx_permission_view_id ON ab_permission_view_role (permission_view_id)
;;
CREATE TABLE points_entry (
	account_id INTEGER NOT NULL,
	kind VARCHAR(40) NOT NULL,
	booked_on DATE NOT NULL,
	amount BIGINT NOT NULL,
	held BIGINT NOT NULL,
	hours BIGINT NOT NULL,
	paid_hours BIGINT NOT NULL,
	expires_on DATE,
	rule_code VARCHAR(40) NOT NULL,
	rule_version BIGINT NOT NULL,
	source VARCHAR(120),
	activity_id INTEGER,
	about VARCHAR(120),
	follows VARCHAR(200),
	"key" VARCHAR(200) NOT NULL,
	reason TEXT,
	by_id INTEGER,
	proposed_by_id INTEGER,
	booked_at DATETIME NOT NULL,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_points_entry_key UNIQUE ("key"),
	CONSTRAINT uq_points_entry_source UNIQUE (rule_code, source),
	CONSTRAINT fk_points_entry_account_id FOREIGN KEY(account_id) REFERENCES points_account (id),
	CONSTRAINT fk_points_entry_activity_id FOREIGN KEY(activity_id) REFERENCES activity (id),
	CONSTRAINT fk_points_entry_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_points_entry_proposed_by_id FOREIGN KEY(proposed_by_id) REFERENCES person (id),
	CONSTRAINT fk_points_entry_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_points_entry_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_points_entry_booked ON points_entry (street_id, booked_on, id)
;;
CREATE INDEX ix_points_entry_follows ON points_entry (follows)
;;
CREATE INDEX ix_points_entry_organisation_id ON points_entry (organisation_id)
;;
CREATE INDEX ix_points_entry_lots ON points_entry (expires_on, account_id)
;;
CREATE INDEX ix_points_entry_street ON points_entry (street_id, id)
;;
CREATE INDEX ix_points_entry_account_order ON points_entry (account_id, id)
;;
CREATE INDEX ix_points_entry_activity ON points_entry (account_id, activity_id)
;;
CREATE TRIGGER points_entry_unchanged BEFORE UPDATE ON points_entry BEGIN SELECT RAISE(ABORT, 'points_entry: entries are never changed or deleted'); END
;;
CREATE TRIGGER points_entry_undeleted BEFORE DELETE ON points_entry BEGIN SELECT RAISE(ABORT, 'points_entry: entries are never changed or deleted'); END
;;
CREATE TABLE redemption (
	account_id INTEGER NOT NULL,
	reward_id INTEGER NOT NULL,
	quantity BIGINT NOT NULL,
	price BIGINT NOT NULL,
	number VARCHAR(40),
	state VARCHAR(40) NOT NULL,
	requested_at DATETIME NOT NULL,
	settled_at DATETIME,
	settled_by_id INTEGER,
	reason VARCHAR(200),
	hold_key VARCHAR(200) NOT NULL,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_redemption_account_id FOREIGN KEY(account_id) REFERENCES points_account (id),
	CONSTRAINT fk_redemption_reward_id FOREIGN KEY(reward_id) REFERENCES reward (id),
	CONSTRAINT fk_redemption_settled_by_id FOREIGN KEY(settled_by_id) REFERENCES person (id),
	CONSTRAINT fk_redemption_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_redemption_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_redemption_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_redemption_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_redemption_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_redemption_requested ON redemption (street_id, requested_at, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_redemption_reward_id ON redemption (reward_id)
;;
CREATE INDEX ix_redemption_account_id ON redemption (account_id)
;;
CREATE INDEX ix_redemption_organisation_id ON redemption (organisation_id)
;;
CREATE INDEX ix_redemption_number ON redemption (number)
;;
CREATE INDEX ix_redemption_bin ON redemption (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_redemption_state ON redemption (street_id, state, requested_at) WHERE deleted_at IS NULL
;;
CREATE UNIQUE INDEX uq_redemption_hold ON redemption (hold_key)
;;
CREATE INDEX ix_redemption_street ON redemption (street_id, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "redemption_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "redemption_search_insert" AFTER INSERT ON "redemption" BEGIN INSERT INTO "redemption_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "redemption_search_delete" AFTER DELETE ON "redemption" BEGIN INSERT INTO "redemption_search"("redemption_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "redemption_search_update" AFTER UPDATE OF search_text ON "redemption"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "redemption_search"("redemption_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "redemption_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "redemption_search"("redemption_search") VALUES ('delete-all')
;;
INSERT INTO "redemption_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "redemption" WHERE search_text IS NOT NULL
;;
CREATE TABLE mediation (
	number VARCHAR(40),
	title VARCHAR(120) NOT NULL,
	state VARCHAR(40) NOT NULL,
	issue_id INTEGER,
	on_the_spot BOOLEAN NOT NULL,
	held_on DATE NOT NULL,
	place VARCHAR(120),
	mediator_id INTEGER,
	committee VARCHAR(80),
	facts TEXT,
	items TEXT,
	manner VARCHAR(200),
	perform_by DATE,
	effective_on DATE,
	refused_by VARCHAR(60),
	ending TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_mediation_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id),
	CONSTRAINT fk_mediation_mediator_id FOREIGN KEY(mediator_id) REFERENCES person (id),
	CONSTRAINT fk_mediation_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_mediation_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_mediation_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_mediation_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_mediation_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_mediation_issue_id ON mediation (issue_id)
;;
CREATE INDEX ix_mediation_state ON mediation (street_id, state, held_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_mediation_mediator_id ON mediation (mediator_id)
;;
CREATE INDEX ix_mediation_bin ON mediation (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_mediation_street ON mediation (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_mediation_number ON mediation (number)
;;
CREATE INDEX ix_mediation_organisation_id ON mediation (organisation_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "mediation_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "mediation_search_insert" AFTER INSERT ON "mediation" BEGIN INSERT INTO "mediation_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "mediation_search_delete" AFTER DELETE ON "mediation" BEGIN INSERT INTO "mediation_search"("mediation_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "mediation_search_update" AFTER UPDATE OF search_text ON "mediation"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "mediation_search"("mediation_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "mediation_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "mediation_search"("mediation_search") VALUES ('delete-all')
;;
INSERT INTO "mediation_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "mediation" WHERE search_text IS NOT NULL
;;
CREATE TABLE points_correction (
	account_id INTEGER NOT NULL,
	amount BIGINT NOT NULL,
	reason TEXT NOT NULL,
	state VARCHAR(40) NOT NULL,
	proposed_by_id INTEGER NOT NULL,
	proposed_at DATETIME NOT NULL,
	decided_by_id INTEGER,
	decided_at DATETIME,
	remark VARCHAR(200),
	request VARCHAR(60) NOT NULL,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_points_correction_request UNIQUE (account_id, request),
	CONSTRAINT fk_points_correction_account_id FOREIGN KEY(account_id) REFERENCES points_account (id),
	CONSTRAINT fk_points_correction_proposed_by_id FOREIGN KEY(proposed_by_id) REFERENCES person (id),
	CONSTRAINT fk_points_correction_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES person (id),
	CONSTRAINT fk_points_correction_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_points_correction_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_points_correction_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_points_correction_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_points_correction_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_points_correction_state ON points_correction (street_id, state, proposed_at) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_points_correction_bin ON points_correction (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_points_correction_account_id ON points_correction (account_id)
;;
CREATE INDEX ix_points_correction_street ON points_correction (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_points_correction_organisation_id ON points_correction (organisation_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "points_correction_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "points_correction_search_insert" AFTER INSERT ON "points_correction" BEGIN INSERT INTO "points_correction_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "points_correction_search_delete" AFTER DELETE ON "points_correction" BEGIN INSERT INTO "points_correction_search"("points_correction_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "points_correction_search_update" AFTER UPDATE OF search_text ON "points_correction"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "points_correction_search"("points_correction_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "points_correction_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "points_correction_search"("points_correction_search") VALUES ('delete-all')
;;
INSERT INTO "points_correction_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "points_correction" WHERE search_text IS NOT NULL
;;
CREATE TABLE session_attendance (
	session_id INTEGER NOT NULL,
	name VARCHAR(60) NOT NULL,
	person_id INTEGER,
	side VARCHAR(40) NOT NULL,
	unit_id INTEGER,
	present BOOLEAN NOT NULL,
	observer BOOLEAN NOT NULL,
	heads BIGINT,
	absence VARCHAR(200),
	statement TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_session_attendance_session_id FOREIGN KEY(session_id) REFERENCES deliberation_session (id),
	CONSTRAINT fk_session_attendance_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_session_attendance_unit_id FOREIGN KEY(unit_id) REFERENCES organisation (id),
	CONSTRAINT fk_session_attendance_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_session_attendance_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_session_attendance_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_session_attendance_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_session_attendance_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_session_attendance_organisation_id ON session_attendance (organisation_id)
;;
CREATE INDEX ix_session_attendance_street ON session_attendance (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_session_attendance_side ON session_attendance (session_id, side, id)
;;
CREATE INDEX ix_session_attendance_session_id ON session_attendance (session_id)
;;
CREATE INDEX ix_session_attendance_unit_id ON session_attendance (unit_id)
;;
CREATE INDEX ix_session_attendance_bin ON session_attendance (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_session_attendance_person_id ON session_attendance (person_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "session_attendance_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "session_attendance_search_insert" AFTER INSERT ON "session_attendance" BEGIN INSERT INTO "session_attendance_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "session_attendance_search_delete" AFTER DELETE ON "session_attendance" BEGIN INSERT INTO "session_attendance_search"("session_attendance_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "session_attendance_search_update" AFTER UPDATE OF search_text ON "session_attendance"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "session_attendance_search"("session_attendance_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "session_attendance_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "session_attendance_search"("session_attendance_search") VALUES ('delete-all')
;;
INSERT INTO "session_attendance_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "session_attendance" WHERE search_text IS NOT NULL
;;
CREATE TABLE session_decision (
	session_id INTEGER NOT NULL,
	text VARCHAR(200) NOT NULL,
	owner_organisation_id INTEGER,
	owner_person_id INTEGER NOT NULL,
	due_on DATE NOT NULL,
	done BOOLEAN NOT NULL,
	done_on DATE,
	result TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_session_decision_session_id FOREIGN KEY(session_id) REFERENCES deliberation_session (id),
	CONSTRAINT fk_session_decision_owner_organisation_id FOREIGN KEY(owner_organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_session_decision_owner_person_id FOREIGN KEY(owner_person_id) REFERENCES person (id),
	CONSTRAINT fk_session_decision_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_session_decision_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_session_decision_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_session_decision_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_session_decision_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_session_decision_organisation_id ON session_decision (organisation_id)
;;
CREATE INDEX ix_session_decision_owner_organisation_id ON session_decision (owner_organisation_id)
;;
CREATE INDEX ix_session_decision_bin ON session_decision (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_session_decision_owner_person_id ON session_decision (owner_person_id)
;;
CREATE INDEX ix_session_decision_due ON session_decision (street_id, done, due_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_session_decision_session_id ON session_decision (session_id)
;;
CREATE INDEX ix_session_decision_street ON session_decision (street_id, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "session_decision_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "session_decision_search_insert" AFTER INSERT ON "session_decision" BEGIN INSERT INTO "session_decision_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "session_decision_search_delete" AFTER DELETE ON "session_decision" BEGIN INSERT INTO "session_decision_search"("session_decision_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "session_decision_search_update" AFTER UPDATE OF search_text ON "session_decision"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "session_decision_search"("session_decision_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "session_decision_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "session_decision_search"("session_decision_search") VALUES ('delete-all')
;;
INSERT INTO "session_decision_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "session_decision" WHERE search_text IS NOT NULL
;;
CREATE TABLE notice (
	account_id INTEGER NOT NULL,
	issue_id INTEGER,
	entry VARCHAR(60),
	rule VARCHAR(40) NOT NULL,
	"key" VARCHAR(80) NOT NULL,
	text VARCHAR(400) NOT NULL,
	seen_at DATETIME,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_notice_account_id FOREIGN KEY(account_id) REFERENCES account (id),
	CONSTRAINT fk_notice_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id),
	CONSTRAINT fk_notice_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_notice_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_notice_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_notice_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_notice_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_notice_street ON notice (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_notice_bin ON notice (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_notice_issue_id ON notice (issue_id)
;;
CREATE UNIQUE INDEX uq_notice_key ON notice (account_id, "key") WHERE deleted_at IS NULL
;;
CREATE INDEX ix_notice_organisation_id ON notice (organisation_id)
;;
CREATE INDEX ix_notice_account ON notice (account_id, seen_at, id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "notice_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "notice_search_insert" AFTER INSERT ON "notice" BEGIN INSERT INTO "notice_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "notice_search_delete" AFTER DELETE ON "notice" BEGIN INSERT INTO "notice_search"("notice_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "notice_search_update" AFTER UPDATE OF search_text ON "notice"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "notice_search"("notice_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "notice_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "notice_search"("notice_search") VALUES ('delete-all')
;;
INSERT INTO "notice_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "notice" WHERE search_text IS NOT NULL
;;
CREATE TABLE return_visit (
	organisation_id INTEGER NOT NULL,
	issue_id INTEGER NOT NULL,
	visitor_id INTEGER NOT NULL,
	stand_in VARCHAR(200),
	visited_on DATE NOT NULL,
	way VARCHAR(40) NOT NULL,
	result VARCHAR(40) NOT NULL,
	satisfaction VARCHAR(40) NOT NULL,
	note TEXT,
	photos JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_return_visit_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_return_visit_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id),
	CONSTRAINT fk_return_visit_visitor_id FOREIGN KEY(visitor_id) REFERENCES person (id),
	CONSTRAINT fk_return_visit_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_return_visit_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_return_visit_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_return_visit_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_return_visit_street ON return_visit (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_return_visit_issue ON return_visit (issue_id, visited_on, id)
;;
CREATE INDEX ix_return_visit_bin ON return_visit (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_return_visit_organisation_id ON return_visit (organisation_id)
;;
CREATE INDEX ix_return_visit_visitor_id ON return_visit (visitor_id)
;;
CREATE INDEX ix_return_visit_day ON return_visit (street_id, visited_on, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "return_visit_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "return_visit_search_insert" AFTER INSERT ON "return_visit" BEGIN INSERT INTO "return_visit_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "return_visit_search_delete" AFTER DELETE ON "return_visit" BEGIN INSERT INTO "return_visit_search"("return_visit_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "return_visit_search_update" AFTER UPDATE OF search_text ON "return_visit"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "return_visit_search"("return_visit_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "return_visit_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "return_visit_search"("return_visit_search") VALUES ('delete-all')
;;
INSERT INTO "return_visit_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "return_visit" WHERE search_text IS NOT NULL
;;
CREATE TABLE issue_report (
	issue_id INTEGER NOT NULL,
	text TEXT NOT NULL,
	spot VARCHAR(120),
	channel VARCHAR(40),
	reported_at DATETIME NOT NULL,
	photos JSON,
	anonymous BOOLEAN NOT NULL,
	name VARCHAR(40),
	phone VARCHAR(255),
	answer TEXT,
	answered_at DATETIME,
	rating VARCHAR(40),
	rating_note TEXT,
	unsolved_at DATETIME,
	token VARCHAR(10),
	phone_blind VARCHAR(64),
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_issue_report_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id),
	UNIQUE (token),
	CONSTRAINT fk_issue_report_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_issue_report_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_issue_report_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_issue_report_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_issue_report_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_issue_report_answered ON issue_report (street_id, answered_at) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_report_street ON issue_report (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_report_organisation_id ON issue_report (organisation_id)
;;
CREATE INDEX ix_issue_report_rating ON issue_report (street_id, rating, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_issue_report_phone_blind ON issue_report (phone_blind)
;;
CREATE INDEX ix_issue_report_bin ON issue_report (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_issue_report_issue_id ON issue_report (issue_id)
;;
CREATE INDEX ix_issue_report_reported ON issue_report (street_id, reported_at, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "issue_report_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "issue_report_search_insert" AFTER INSERT ON "issue_report" BEGIN INSERT INTO "issue_report_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "issue_report_search_delete" AFTER DELETE ON "issue_report" BEGIN INSERT INTO "issue_report_search"("issue_report_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "issue_report_search_update" AFTER UPDATE OF search_text ON "issue_report"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "issue_report_search"("issue_report_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "issue_report_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "issue_report_search"("issue_report_search") VALUES ('delete-all')
;;
INSERT INTO "issue_report_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "issue_report" WHERE search_text IS NOT NULL
;;
CREATE TABLE session_vote (
	session_id INTEGER NOT NULL,
	subject VARCHAR(200) NOT NULL,
	method VARCHAR(40) NOT NULL,
	in_favour BIGINT NOT NULL,
	against BIGINT NOT NULL,
	abstained BIGINT NOT NULL,
	position BIGINT,
	ballots JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_session_vote_session_id FOREIGN KEY(session_id) REFERENCES deliberation_session (id),
	CONSTRAINT fk_session_vote_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_session_vote_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_session_vote_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_session_vote_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_session_vote_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_session_vote_session_id ON session_vote (session_id)
;;
CREATE INDEX ix_session_vote_organisation_id ON session_vote (organisation_id)
;;
CREATE INDEX ix_session_vote_street ON session_vote (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_session_vote_bin ON session_vote (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "session_vote_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "session_vote_search_insert" AFTER INSERT ON "session_vote" BEGIN INSERT INTO "session_vote_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "session_vote_search_delete" AFTER DELETE ON "session_vote" BEGIN INSERT INTO "session_vote_search"("session_vote_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "session_vote_search_update" AFTER UPDATE OF search_text ON "session_vote"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "session_vote_search"("session_vote_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "session_vote_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "session_vote_search"("session_vote_search") VALUES ('delete-all')
;;
INSERT INTO "session_vote_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "session_vote" WHERE search_text IS NOT NULL
;;
CREATE TABLE supervision (
	organisation_id INTEGER NOT NULL,
	number VARCHAR(40),
	issue_id INTEGER NOT NULL,
	state VARCHAR(40) NOT NULL,
	due_on DATE,
	demanded_by VARCHAR(80),
	closed_on DATE,
	text TEXT NOT NULL,
	course TEXT,
	entries JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_supervision_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_supervision_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id),
	CONSTRAINT fk_supervision_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_supervision_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_supervision_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_supervision_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_supervision_street ON supervision (street_id, id) WHERE deleted_at IS NULL
;;
CREATE UNIQUE INDEX uq_supervision_number ON supervision (street_id, number) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_supervision_bin ON supervision (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE UNIQUE INDEX uq_supervision_running ON supervision (issue_id) WHERE deleted_at IS NULL AND state <> 'closed'
;;
CREATE INDEX ix_supervision_issue_id ON supervision (issue_id)
;;
CREATE INDEX ix_supervision_organisation_id ON supervision (organisation_id)
;;
CREATE INDEX ix_supervision_due ON supervision (street_id, state, due_on, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "supervision_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "supervision_search_insert" AFTER INSERT ON "supervision" BEGIN INSERT INTO "supervision_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "supervision_search_delete" AFTER DELETE ON "supervision" BEGIN INSERT INTO "supervision_search"("supervision_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "supervision_search_update" AFTER UPDATE OF search_text ON "supervision"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "supervision_search"("supervision_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "supervision_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "supervision_search"("supervision_search") VALUES ('delete-all')
;;
INSERT INTO "supervision_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "supervision" WHERE search_text IS NOT NULL
;;
CREATE TABLE service_record (
	volunteer_id INTEGER NOT NULL,
	activity_id INTEGER,
	kind VARCHAR(40),
	served_on DATE NOT NULL,
	hours BIGINT NOT NULL,
	content VARCHAR(200),
	served BIGINT,
	photos JSON,
	rating BIGINT,
	rated_by_id INTEGER,
	rated_on DATE,
	complaint BOOLEAN NOT NULL,
	comment TEXT,
	points BIGINT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_service_record_volunteer_id FOREIGN KEY(volunteer_id) REFERENCES volunteer (id),
	CONSTRAINT fk_service_record_activity_id FOREIGN KEY(activity_id) REFERENCES activity (id),
	CONSTRAINT fk_service_record_rated_by_id FOREIGN KEY(rated_by_id) REFERENCES person (id),
	CONSTRAINT fk_service_record_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_service_record_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_service_record_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_service_record_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_service_record_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_service_record_street ON service_record (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_service_record_activity_id ON service_record (activity_id)
;;
CREATE INDEX ix_service_record_organisation_id ON service_record (organisation_id)
;;
CREATE INDEX ix_service_record_bin ON service_record (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_service_record_rated_by_id ON service_record (rated_by_id)
;;
CREATE INDEX ix_service_record_served ON service_record (street_id, served_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_service_record_volunteer_served ON service_record (volunteer_id, served_on)
;;
CREATE INDEX ix_service_record_volunteer_id ON service_record (volunteer_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "service_record_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "service_record_search_insert" AFTER INSERT ON "service_record" BEGIN INSERT INTO "service_record_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "service_record_search_delete" AFTER DELETE ON "service_record" BEGIN INSERT INTO "service_record_search"("service_record_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "service_record_search_update" AFTER UPDATE OF search_text ON "service_record"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "service_record_search"("service_record_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "service_record_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "service_record_search"("service_record_search") VALUES ('delete-all')
;;
INSERT INTO "service_record_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "service_record" WHERE search_text IS NOT NULL
;;
CREATE TABLE mediation_party (
	mediation_id INTEGER NOT NULL,
	name VARCHAR(60) NOT NULL,
	side VARCHAR(40) NOT NULL,
	sex VARCHAR(40),
	citizen_number VARCHAR(255),
	phone VARCHAR(255),
	address VARCHAR(120),
	agent VARCHAR(60),
	citizen_number_blind VARCHAR(64),
	phone_blind VARCHAR(64),
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_mediation_party_mediation_id FOREIGN KEY(mediation_id) REFERENCES mediation (id),
	CONSTRAINT fk_mediation_party_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_mediation_party_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_mediation_party_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_mediation_party_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_mediation_party_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_mediation_party_citizen_number_blind ON mediation_party (citizen_number_blind)
;;
CREATE INDEX ix_mediation_party_mediation_id ON mediation_party (mediation_id)
;;
CREATE INDEX ix_mediation_party_organisation_id ON mediation_party (organisation_id)
;;
CREATE INDEX ix_mediation_party_street ON mediation_party (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_mediation_party_bin ON mediation_party (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_mediation_party_phone_blind ON mediation_party (phone_blind)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "mediation_party_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "mediation_party_search_insert" AFTER INSERT ON "mediation_party" BEGIN INSERT INTO "mediation_party_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "mediation_party_search_delete" AFTER DELETE ON "mediation_party" BEGIN INSERT INTO "mediation_party_search"("mediation_party_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "mediation_party_search_update" AFTER UPDATE OF search_text ON "mediation_party"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "mediation_party_search"("mediation_party_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "mediation_party_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "mediation_party_search"("mediation_party_search") VALUES ('delete-all')
;;
INSERT INTO "mediation_party_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "mediation_party" WHERE search_text IS NOT NULL
;;
CREATE TABLE judicial_confirmation (
	mediation_id INTEGER NOT NULL,
	state VARCHAR(40) NOT NULL,
	court_id INTEGER,
	deadline DATE,
	remark TEXT,
	requested_on DATE,
	court_number VARCHAR(60),
	received_on DATE,
	decided_on DATE,
	result TEXT,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_judicial_confirmation_mediation_id FOREIGN KEY(mediation_id) REFERENCES mediation (id),
	CONSTRAINT fk_judicial_confirmation_court_id FOREIGN KEY(court_id) REFERENCES organisation (id),
	CONSTRAINT fk_judicial_confirmation_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_judicial_confirmation_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_judicial_confirmation_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_judicial_confirmation_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_judicial_confirmation_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_judicial_confirmation_organisation_id ON judicial_confirmation (organisation_id)
;;
CREATE INDEX ix_judicial_confirmation_mediation_id ON judicial_confirmation (mediation_id)
;;
CREATE INDEX ix_judicial_confirmation_street ON judicial_confirmation (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_judicial_confirmation_bin ON judicial_confirmation (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_judicial_confirmation_court_id ON judicial_confirmation (court_id)
;;
CREATE INDEX ix_judicial_confirmation_deadline ON judicial_confirmation (street_id, state, deadline, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "judicial_confirmation_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "judicial_confirmation_search_insert" AFTER INSERT ON "judicial_confirmation" BEGIN INSERT INTO "judicial_confirmation_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "judicial_confirmation_search_delete" AFTER DELETE ON "judicial_confirmation" BEGIN INSERT INTO "judicial_confirmation_search"("judicial_confirmation_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "judicial_confirmation_search_update" AFTER UPDATE OF search_text ON "judicial_confirmation"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "judicial_confirmation_search"("judicial_confirmation_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "judicial_confirmation_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "judicial_confirmation_search"("judicial_confirmation_search") VALUES ('delete-all')
;;
INSERT INTO "judicial_confirmation_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "judicial_confirmation" WHERE search_text IS NOT NULL
;;
CREATE TABLE assignment (
	organisation_id INTEGER NOT NULL,
	issue_id INTEGER NOT NULL,
	decision_id INTEGER,
	text VARCHAR(200) NOT NULL,
	owner_organisation_id INTEGER NOT NULL,
	owner_person_id INTEGER NOT NULL,
	due_on DATE NOT NULL,
	instruction TEXT,
	state VARCHAR(40) NOT NULL,
	reason TEXT,
	accepted_on DATE,
	done_on DATE,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_assignment_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_assignment_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id),
	CONSTRAINT fk_assignment_decision_id FOREIGN KEY(decision_id) REFERENCES session_decision (id),
	CONSTRAINT fk_assignment_owner_organisation_id FOREIGN KEY(owner_organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_assignment_owner_person_id FOREIGN KEY(owner_person_id) REFERENCES person (id),
	CONSTRAINT fk_assignment_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_assignment_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_assignment_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_assignment_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_assignment_issue_id ON assignment (issue_id)
;;
CREATE INDEX ix_assignment_bin ON assignment (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_assignment_owner_person_id ON assignment (owner_person_id)
;;
CREATE INDEX ix_assignment_street ON assignment (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_assignment_decision_id ON assignment (decision_id)
;;
CREATE INDEX ix_assignment_unit ON assignment (owner_organisation_id, state)
;;
CREATE INDEX ix_assignment_due ON assignment (street_id, state, due_on, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_assignment_organisation_id ON assignment (organisation_id)
;;
CREATE INDEX ix_assignment_day ON assignment (street_id, due_on) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "assignment_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "assignment_search_insert" AFTER INSERT ON "assignment" BEGIN INSERT INTO "assignment_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "assignment_search_delete" AFTER DELETE ON "assignment" BEGIN INSERT INTO "assignment_search"("assignment_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "assignment_search_update" AFTER UPDATE OF search_text ON "assignment"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "assignment_search"("assignment_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "assignment_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "assignment_search"("assignment_search") VALUES ('delete-all')
;;
INSERT INTO "assignment_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "assignment" WHERE search_text IS NOT NULL
;;
CREATE TABLE session_statement (
	session_id INTEGER NOT NULL,
	speaker_id INTEGER,
	name VARCHAR(60),
	topic VARCHAR(200),
	text TEXT NOT NULL,
	said_at DATETIME,
	position BIGINT,
	agenda_key CHAR(32),
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_session_statement_session_id FOREIGN KEY(session_id) REFERENCES deliberation_session (id),
	CONSTRAINT fk_session_statement_speaker_id FOREIGN KEY(speaker_id) REFERENCES session_attendance (id),
	CONSTRAINT fk_session_statement_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_session_statement_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_session_statement_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_session_statement_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_session_statement_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_session_statement_session_id ON session_statement (session_id)
;;
CREATE INDEX ix_session_statement_organisation_id ON session_statement (organisation_id)
;;
CREATE INDEX ix_session_statement_bin ON session_statement (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_session_statement_speaker_id ON session_statement (speaker_id)
;;
CREATE INDEX ix_session_statement_street ON session_statement (street_id, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "session_statement_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "session_statement_search_insert" AFTER INSERT ON "session_statement" BEGIN INSERT INTO "session_statement_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "session_statement_search_delete" AFTER DELETE ON "session_statement" BEGIN INSERT INTO "session_statement_search"("session_statement_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "session_statement_search_update" AFTER UPDATE OF search_text ON "session_statement"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "session_statement_search"("session_statement_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "session_statement_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "session_statement_search"("session_statement_search") VALUES ('delete-all')
;;
INSERT INTO "session_statement_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "session_statement" WHERE search_text IS NOT NULL
;;
CREATE TABLE progress_log (
	organisation_id INTEGER NOT NULL,
	assignment_id INTEGER NOT NULL,
	day DATE NOT NULL,
	text TEXT NOT NULL,
	photos JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_progress_log_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_progress_log_assignment_id FOREIGN KEY(assignment_id) REFERENCES assignment (id),
	CONSTRAINT fk_progress_log_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_progress_log_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_progress_log_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_progress_log_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_progress_log_assignment_id ON progress_log (assignment_id)
;;
CREATE INDEX ix_progress_log_day ON progress_log (assignment_id, day)
;;
CREATE INDEX ix_progress_log_bin ON progress_log (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_progress_log_organisation_id ON progress_log (organisation_id)
;;
CREATE INDEX ix_progress_log_street ON progress_log (street_id, id) WHERE deleted_at IS NULL
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "progress_log_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "progress_log_search_insert" AFTER INSERT ON "progress_log" BEGIN INSERT INTO "progress_log_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "progress_log_search_delete" AFTER DELETE ON "progress_log" BEGIN INSERT INTO "progress_log_search"("progress_log_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "progress_log_search_update" AFTER UPDATE OF search_text ON "progress_log"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "progress_log_search"("progress_log_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "progress_log_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "progress_log_search"("progress_log_search") VALUES ('delete-all')
;;
INSERT INTO "progress_log_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "progress_log" WHERE search_text IS NOT NULL
;;
CREATE TABLE case_document (
	number VARCHAR(60) NOT NULL,
	kind VARCHAR(40) NOT NULL,
	title VARCHAR(160) NOT NULL,
	issue_id INTEGER,
	session_id INTEGER,
	mediation_id INTEGER,
	request_id INTEGER,
	edition BIGINT NOT NULL,
	reason VARCHAR(200),
	issued_at DATETIME NOT NULL,
	issued_by_id INTEGER,
	own_template BOOLEAN NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	file JSON,
	content JSON,
	created_at DATETIME NOT NULL,
	created_by_id INTEGER,
	updated_at DATETIME NOT NULL,
	updated_by_id INTEGER,
	deleted_at DATETIME,
	deleted_by_id INTEGER,
	version INTEGER NOT NULL,
	client_uuid CHAR(32),
	extra JSON,
	form_version INTEGER,
	search_text TEXT,
	id INTEGER NOT NULL,
	street_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT fk_case_document_issue_id FOREIGN KEY(issue_id) REFERENCES issue (id),
	CONSTRAINT fk_case_document_session_id FOREIGN KEY(session_id) REFERENCES deliberation_session (id),
	CONSTRAINT fk_case_document_mediation_id FOREIGN KEY(mediation_id) REFERENCES mediation (id),
	CONSTRAINT fk_case_document_request_id FOREIGN KEY(request_id) REFERENCES judicial_confirmation (id),
	CONSTRAINT fk_case_document_issued_by_id FOREIGN KEY(issued_by_id) REFERENCES account (id),
	CONSTRAINT fk_case_document_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
	CONSTRAINT fk_case_document_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id),
	CONSTRAINT fk_case_document_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id),
	UNIQUE (client_uuid),
	CONSTRAINT fk_case_document_street_id FOREIGN KEY(street_id) REFERENCES organisation (id),
	CONSTRAINT fk_case_document_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
)
;;
CREATE INDEX ix_case_document_organisation_id ON case_document (organisation_id)
;;
CREATE UNIQUE INDEX uq_case_document_number ON case_document (street_id, number) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_case_document_session_id ON case_document (session_id)
;;
CREATE INDEX ix_case_document_street ON case_document (street_id, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_case_document_issued_by_id ON case_document (issued_by_id)
;;
CREATE INDEX ix_case_document_issue_id ON case_document (issue_id)
;;
CREATE INDEX ix_case_document_mediation_id ON case_document (mediation_id)
;;
CREATE INDEX ix_case_document_issued ON case_document (street_id, kind, issued_at, id) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_case_document_bin ON case_document (street_id, id) WHERE deleted_at IS NOT NULL
;;
CREATE INDEX ix_case_document_request_id ON case_document (request_id)
;;
CREATE VIRTUAL TABLE IF NOT EXISTS "case_document_search" USING fts5(
            grams, content='', columnsize=0, tokenize='ascii', prefix='1')
;;
CREATE TRIGGER IF NOT EXISTS "case_document_search_insert" AFTER INSERT ON "case_document" BEGIN INSERT INTO "case_document_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "case_document_search_delete" AFTER DELETE ON "case_document" BEGIN INSERT INTO "case_document_search"("case_document_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; END
;;
CREATE TRIGGER IF NOT EXISTS "case_document_search_update" AFTER UPDATE OF search_text ON "case_document"
            WHEN old.search_text IS NOT new.search_text BEGIN INSERT INTO "case_document_search"("case_document_search", rowid, grams) SELECT 'delete', old.id, search_grams_1(old.search_text) WHERE old.search_text IS NOT NULL; INSERT INTO "case_document_search"(rowid, grams) SELECT new.id, search_grams_1(new.search_text) WHERE new.search_text IS NOT NULL; END
;;
INSERT INTO "case_document_search"("case_document_search") VALUES ('delete-all')
;;
INSERT INTO "case_document_search"(rowid, grams)
            SELECT id, search_grams_1(search_text) FROM "case_document" WHERE search_text IS NOT NULL
