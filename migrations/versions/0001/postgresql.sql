CREATE TABLE link_entry (
	id BIGSERIAL NOT NULL,
	resource VARCHAR(80) NOT NULL,
	record_id BIGINT NOT NULL,
	field VARCHAR(80) NOT NULL,
	target VARCHAR(80) NOT NULL,
	target_id BIGINT NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_link_entry UNIQUE (resource, record_id, field, target_id)
)
;;
CREATE INDEX ix_link_entry_target ON link_entry (target, target_id)
;;
CREATE TABLE counter (
	name VARCHAR(120) NOT NULL,
	street_id BIGINT NOT NULL,
	year INTEGER NOT NULL,
	value BIGINT NOT NULL,
	PRIMARY KEY (name, street_id, year)
)
;;
CREATE TABLE unique_entry (
	place VARCHAR(120) NOT NULL,
	value BYTEA NOT NULL,
	resource VARCHAR(80) NOT NULL,
	record_id BIGINT NOT NULL,
	PRIMARY KEY (place, value)
)
;;
CREATE INDEX ix_unique_entry_record ON unique_entry (resource, record_id)
;;
CREATE TABLE file_entry (
	id BIGSERIAL NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	size BIGINT NOT NULL,
	media_type VARCHAR(100) NOT NULL,
	kind VARCHAR(12) NOT NULL,
	name VARCHAR(200) NOT NULL,
	resource VARCHAR(80),
	record_id BIGINT,
	field VARCHAR(80),
	street_id BIGINT,
	organisation_id BIGINT,
	uploaded_by_id BIGINT NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	deleted_at TIMESTAMP WITH TIME ZONE,
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
	key VARCHAR(64) NOT NULL,
	user_id BIGINT,
	data BYTEA NOT NULL,
	generation INTEGER NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (key)
)
;;
CREATE INDEX ix_browser_session_seen_at ON browser_session (seen_at)
;;
CREATE INDEX ix_browser_session_user_id ON browser_session (user_id)
;;
CREATE TABLE sign_in_state (
	user_id BIGSERIAL NOT NULL,
	generation INTEGER NOT NULL,
	closed INTEGER NOT NULL,
	theme VARCHAR(10) NOT NULL,
	locale VARCHAR(10) NOT NULL,
	PRIMARY KEY (user_id)
)
;;
CREATE TABLE audit_entry (
	id BIGSERIAL NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	user_id BIGINT,
	user_name VARCHAR(80) NOT NULL,
	action VARCHAR(40) NOT NULL,
	resource VARCHAR(60) NOT NULL,
	record_id BIGINT,
	street_id BIGINT,
	organisation_id BIGINT,
	version BIGINT,
	changes JSONB,
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
	key VARCHAR(40) NOT NULL,
	state VARCHAR(10) NOT NULL,
	done INTEGER NOT NULL,
	PRIMARY KEY (register, key)
)
;;
CREATE TABLE form_version (
	id BIGSERIAL NOT NULL,
	owner_id BIGINT NOT NULL,
	resource VARCHAR(60) NOT NULL,
	number INTEGER NOT NULL,
	spec JSONB NOT NULL,
	note VARCHAR(500),
	made_by VARCHAR(80) NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_form_version UNIQUE (owner_id, resource, number)
)
;;
CREATE INDEX ix_form_version_resource ON form_version (resource, owner_id)
;;
CREATE SEQUENCE ab_permission_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
;;
CREATE TABLE ab_permission (
	id INTEGER NOT NULL,
	name VARCHAR(100) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
)
;;
CREATE SEQUENCE ab_view_menu_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
;;
CREATE TABLE ab_view_menu (
	id INTEGER NOT NULL,
	name VARCHAR(250) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
)
;;
CREATE SEQUENCE ab_role_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
;;
CREATE TABLE ab_role (
	id INTEGER NOT NULL,
	name VARCHAR(64) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
)
;;
CREATE SEQUENCE ab_user_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
;;
CREATE TABLE ab_user (
	id INTEGER NOT NULL,
	first_name VARCHAR(64) NOT NULL,
	last_name VARCHAR(64) NOT NULL,
	username VARCHAR(128) NOT NULL,
	password VARCHAR(256),
	active BOOLEAN,
	email VARCHAR(320) NOT NULL,
	last_login TIMESTAMP WITHOUT TIME ZONE,
	login_count INTEGER,
	fail_login_count INTEGER,
	created_on TIMESTAMP WITHOUT TIME ZONE,
	changed_on TIMESTAMP WITHOUT TIME ZONE,
	created_by_fk INTEGER,
	changed_by_fk INTEGER,
	PRIMARY KEY (id),
	UNIQUE (username),
	UNIQUE (email),
	CONSTRAINT fk_ab_user_created_by_fk FOREIGN KEY(created_by_fk) REFERENCES ab_user (id),
	CONSTRAINT fk_ab_user_changed_by_fk FOREIGN KEY(changed_by_fk) REFERENCES ab_user (id)
)
;;
CREATE SEQUENCE ab_group_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
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
CREATE SEQUENCE ab_register_user_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
;;
CREATE TABLE ab_register_user (
	id INTEGER NOT NULL,
	first_name VARCHAR(64) NOT NULL,
	last_name VARCHAR(64) NOT NULL,
	username VARCHAR(128) NOT NULL,
	password VARCHAR(256),
	email VARCHAR(320) NOT NULL,
	registration_date TIMESTAMP WITHOUT TIME ZONE,
	registration_hash VARCHAR(256),
	PRIMARY KEY (id),
	UNIQUE (username),
	UNIQUE (email)
)
;;
CREATE TABLE code_entry (
	id BIGSERIAL NOT NULL,
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
	id BIGSERIAL NOT NULL,
	owner_id BIGINT NOT NULL,
	spec JSONB NOT NULL,
	past JSONB NOT NULL,
	future JSONB NOT NULL,
	seen INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	saved_by VARCHAR(80) NOT NULL,
	saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_form_draft UNIQUE (owner_id, resource)
)
;;
CREATE TABLE process_version (
	id BIGSERIAL NOT NULL,
	owner_id BIGINT NOT NULL,
	key VARCHAR(40) NOT NULL,
	number INTEGER NOT NULL,
	spec JSONB NOT NULL,
	note VARCHAR(500),
	made_by VARCHAR(80) NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_process_version UNIQUE (owner_id, key, number)
)
;;
CREATE TABLE process_draft (
	key VARCHAR(40) NOT NULL,
	id BIGSERIAL NOT NULL,
	owner_id BIGINT NOT NULL,
	spec JSONB NOT NULL,
	past JSONB NOT NULL,
	future JSONB NOT NULL,
	seen INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	saved_by VARCHAR(80) NOT NULL,
	saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_process_draft UNIQUE (owner_id, key)
)
;;
CREATE TABLE process_case (
	id BIGSERIAL NOT NULL,
	resource VARCHAR(60) NOT NULL,
	record_id BIGINT NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	owner_id BIGINT NOT NULL,
	key VARCHAR(40) NOT NULL,
	version INTEGER NOT NULL,
	step VARCHAR(40) NOT NULL,
	stage VARCHAR(40) NOT NULL,
	entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE,
	suspended_at TIMESTAMP WITH TIME ZONE,
	request JSONB,
	extended BOOLEAN NOT NULL,
	number INTEGER NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (id),
	CONSTRAINT uq_process_case_record UNIQUE (resource, record_id)
)
;;
CREATE INDEX ix_process_case_stage ON process_case (street_id, resource, stage, due_at)
;;
CREATE INDEX ix_process_case_due ON process_case (resource, due_at)
;;
CREATE TABLE saved_view (
	id BIGSERIAL NOT NULL,
	user_id BIGINT NOT NULL,
	street_id BIGINT,
	resource VARCHAR(60) NOT NULL,
	name VARCHAR(60) NOT NULL,
	role VARCHAR(40),
	address TEXT NOT NULL,
	columns TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (id)
)
;;
CREATE INDEX ix_saved_view_owner ON saved_view (user_id, resource)
;;
CREATE INDEX ix_saved_view_shared ON saved_view (street_id, resource, role)
;;
CREATE TABLE comment (
	id BIGSERIAL NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	user_id BIGINT NOT NULL,
	user_name VARCHAR(80) NOT NULL,
	resource VARCHAR(60) NOT NULL,
	record_id BIGINT NOT NULL,
	text TEXT NOT NULL,
	files JSON,
	PRIMARY KEY (id)
)
;;
CREATE INDEX ix_comment_row ON comment (resource, record_id, id)
;;
CREATE TABLE sign_in_failure (
	key VARCHAR(140) NOT NULL,
	count INTEGER NOT NULL,
	last_at TIMESTAMP WITH TIME ZONE NOT NULL,
	until TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (key)
)
;;
CREATE TABLE account (
	id BIGINT NOT NULL,
	username VARCHAR(64) NOT NULL,
	name VARCHAR(60) NOT NULL,
	person_id BIGINT NOT NULL,
	active BOOLEAN NOT NULL,
	must_change_password BOOLEAN NOT NULL,
	locked_until TIMESTAMP WITH TIME ZONE,
	last_seen_at TIMESTAMP WITH TIME ZONE,
	failed BIGINT NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (client_uuid)
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "account_search" ON "account" USING gin (search_grams_1(search_text))
;;
CREATE TABLE organisation (
	street_id BIGINT,
	organisation_id BIGINT,
	name VARCHAR(80) NOT NULL,
	kind VARCHAR(40) NOT NULL,
	code VARCHAR(12) NOT NULL,
	parent_id BIGINT,
	valid_from DATE,
	valid_to DATE,
	households BIGINT,
	population BIGINT,
	pilot BOOLEAN NOT NULL,
	public_phone VARCHAR(20),
	remarks TEXT,
	path VARCHAR(200) COLLATE "C" NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	PRIMARY KEY (id),
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
CREATE INDEX ix_organisation_path ON organisation (path text_pattern_ops)
;;
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "organisation_search" ON "organisation" USING gin (search_grams_1(search_text))
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
	property_company_id BIGINT,
	contract_to DATE,
	duty_phone VARCHAR(255),
	branch_id BIGINT,
	committee BOOLEAN NOT NULL,
	elected_on DATE,
	remarks TEXT,
	duty_phone_blind VARCHAR(64),
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (client_uuid)
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "compound_search" ON "compound" USING gin (search_grams_1(search_text))
;;
CREATE TABLE building (
	compound_id BIGINT NOT NULL,
	name VARCHAR(40) NOT NULL,
	level VARCHAR(40) NOT NULL,
	floors BIGINT,
	units BIGINT,
	households BIGINT,
	lifts BIGINT,
	head_id BIGINT,
	head_since DATE,
	remarks TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (client_uuid)
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "building_search" ON "building" USING gin (search_grams_1(search_text))
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
	building_id BIGINT,
	room VARCHAR(30),
	relation VARCHAR(40),
	residence VARCHAR(40) NOT NULL,
	origin VARCHAR(40),
	tags JSONB,
	staff BOOLEAN NOT NULL,
	remarks TEXT,
	citizen_number_blind VARCHAR(64),
	phone_blind VARCHAR(64),
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (client_uuid)
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "person_search" ON "person" USING gin (search_grams_1(search_text))
;;
CREATE TABLE property_company (
	name VARCHAR(80) NOT NULL,
	credit_code VARCHAR(18),
	company_organisation_id BIGINT,
	contact VARCHAR(40),
	phone VARCHAR(255),
	staff BIGINT,
	since DATE,
	remarks TEXT,
	phone_blind VARCHAR(64),
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (client_uuid)
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "property_company_search" ON "property_company" USING gin (search_grams_1(search_text))
;;
CREATE TABLE volunteer (
	person_id BIGINT NOT NULL,
	state VARCHAR(40) NOT NULL,
	team_id BIGINT,
	skills JSONB,
	registered_on DATE NOT NULL,
	hours BIGINT NOT NULL,
	publish BOOLEAN NOT NULL,
	remarks TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (client_uuid)
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "volunteer_search" ON "volunteer" USING gin (search_grams_1(search_text))
;;
CREATE TABLE volunteer_team (
	name VARCHAR(60) NOT NULL,
	kind VARCHAR(40),
	leader_id BIGINT,
	founded_on DATE,
	active BOOLEAN NOT NULL,
	aims TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (client_uuid)
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "volunteer_team_search" ON "volunteer_team" USING gin (search_grams_1(search_text))
;;
CREATE TABLE public_sending (
	key VARCHAR(64) NOT NULL,
	count INTEGER NOT NULL,
	began_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (key)
)
;;
CREATE INDEX ix_public_sending_began_at ON public_sending (began_at)
;;
CREATE TABLE register_entry (
	register VARCHAR(60) NOT NULL,
	stage VARCHAR(40),
	due_on DATE,
	closed_on DATE,
	brief JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "register_entry_search" ON "register_entry" USING gin (search_grams_1(search_text))
;;
CREATE OR REPLACE FUNCTION entry_brief(register text, extra jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_object_agg(
            asked.key,
            CASE
                WHEN jsonb_typeof($2 -> asked.key) IN ('string', 'number', 'boolean')
                    AND octet_length($2 ->> asked.key) <= 40 THEN $2 -> asked.key
                ELSE '[]'
            END
        )
        FROM brief_field AS asked
        WHERE asked.register = $1 AND asked.state <> 'leaving' AND jsonb_typeof($2 -> asked.key) <> 'null'
    );
END $$
;;
CREATE OR REPLACE FUNCTION register_entry_brief() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.brief := entry_brief(NEW.register, NEW.extra);
    RETURN NEW;
END $$
;;
CREATE TRIGGER register_entry_brief BEFORE INSERT OR UPDATE OF extra, brief, register ON register_entry FOR EACH ROW EXECUTE FUNCTION register_entry_brief()
;;
CREATE SEQUENCE ab_user_role_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
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
CREATE SEQUENCE ab_permission_view_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
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
CREATE SEQUENCE ab_user_group_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
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
CREATE SEQUENCE ab_group_role_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
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
CREATE SEQUENCE ab_api_key_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
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
	created_on TIMESTAMP WITHOUT TIME ZONE,
	expires_on TIMESTAMP WITHOUT TIME ZONE,
	revoked_on TIMESTAMP WITHOUT TIME ZONE,
	last_used_on TIMESTAMP WITHOUT TIME ZONE,
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
	id BIGSERIAL NOT NULL,
	case_id BIGINT NOT NULL,
	number INTEGER NOT NULL,
	transition VARCHAR(40) NOT NULL,
	does VARCHAR(10) NOT NULL,
	source VARCHAR(40) NOT NULL,
	target VARCHAR(40) NOT NULL,
	user_id BIGINT NOT NULL,
	user_name VARCHAR(80) NOT NULL,
	post VARCHAR(80),
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE,
	reason TEXT,
	values JSONB,
	skipped JSONB,
	PRIMARY KEY (id),
	CONSTRAINT uq_case_event_number UNIQUE (case_id, number),
	CONSTRAINT fk_case_event_case_id FOREIGN KEY(case_id) REFERENCES process_case (id)
)
;;
CREATE OR REPLACE FUNCTION case_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the history of a case is never changed or deleted'; END $$
;;
CREATE TRIGGER case_event_stays_update BEFORE update ON case_event FOR EACH ROW EXECUTE FUNCTION case_event_stays()
;;
CREATE TRIGGER case_event_stays_delete BEFORE delete ON case_event FOR EACH ROW EXECUTE FUNCTION case_event_stays()
;;
CREATE TABLE day_off (
	day DATE NOT NULL,
	works BOOLEAN NOT NULL,
	name VARCHAR(40) NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "day_off_search" ON "day_off" USING gin (search_grams_1(search_text))
;;
CREATE TABLE post (
	person_id BIGINT NOT NULL,
	role VARCHAR(40) NOT NULL,
	title VARCHAR(60),
	starts_on DATE NOT NULL,
	ends_on DATE,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "post_search" ON "post" USING gin (search_grams_1(search_text))
;;
CREATE TABLE party_member (
	organisation_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	stage VARCHAR(40) NOT NULL,
	joined_on DATE,
	full_on DATE,
	dues BIGINT,
	paid_to DATE,
	on_duty BOOLEAN NOT NULL,
	households BIGINT,
	publish BOOLEAN NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "party_member_search" ON "party_member" USING gin (search_grams_1(search_text))
;;
CREATE TABLE party_meeting (
	organisation_id BIGINT NOT NULL,
	kind VARCHAR(40) NOT NULL,
	topic VARCHAR(120) NOT NULL,
	held_on TIMESTAMP WITH TIME ZONE NOT NULL,
	"where" VARCHAR(80),
	chair_id BIGINT,
	expected BIGINT,
	present BIGINT,
	excused TEXT,
	minutes TEXT,
	photos JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "party_meeting_search" ON "party_meeting" USING gin (search_grams_1(search_text))
;;
CREATE TABLE points_account (
	person_id BIGINT NOT NULL,
	balance BIGINT NOT NULL,
	held BIGINT NOT NULL,
	opened_on DATE NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "points_account_search" ON "points_account" USING gin (search_grams_1(search_text))
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
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "points_rule_search" ON "points_rule" USING gin (search_grams_1(search_text))
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
	photos JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "reward_search" ON "reward" USING gin (search_grams_1(search_text))
;;
CREATE TABLE deliberation_session (
	title VARCHAR(120) NOT NULL,
	state VARCHAR(40) NOT NULL,
	format VARCHAR(40) NOT NULL,
	held_on TIMESTAMP WITH TIME ZONE NOT NULL,
	venue VARCHAR(80),
	venue_kind VARCHAR(40),
	chair_id BIGINT,
	recorder_id BIGINT,
	compound_id BIGINT,
	issues JSONB,
	expected BIGINT,
	present BIGINT,
	observers BIGINT,
	quorum BIGINT,
	agenda TEXT,
	resolution TEXT,
	photos JSONB,
	signed_off_at TIMESTAMP WITH TIME ZONE,
	signed_off_by_id BIGINT,
	device_key UUID,
	sync_token UUID,
	loose JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "deliberation_session_search" ON "deliberation_session" USING gin (search_grams_1(search_text))
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
	reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
	organisation_id BIGINT NOT NULL,
	compound_id BIGINT,
	spot VARCHAR(120),
	location VARCHAR(24),
	photos JSONB,
	anonymous BOOLEAN NOT NULL,
	reporter_name VARCHAR(40),
	reporter_phone VARCHAR(255),
	owner_organisation_id BIGINT,
	owner_person_id BIGINT,
	due_on DATE,
	accepted_on DATE,
	closed_on DATE,
	dispatched_at TIMESTAMP WITH TIME ZONE,
	contact_due_at TIMESTAMP WITH TIME ZONE,
	contacted_at TIMESTAMP WITH TIME ZONE,
	settled_on DATE,
	recurred_after BIGINT,
	supervised BOOLEAN NOT NULL,
	outcome TEXT,
	evidence JSONB,
	duplicate_of_id BIGINT,
	recurs_of_id BIGINT,
	recurrences BIGINT,
	model_case BOOLEAN NOT NULL,
	public_token VARCHAR(40),
	reporter_phone_blind VARCHAR(64),
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "issue_search" ON "issue" USING gin (search_grams_1(search_text))
;;
CREATE TABLE process_rule (
	source VARCHAR(40),
	category VARCHAR(40),
	flow VARCHAR(40) NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "process_rule_search" ON "process_rule" USING gin (search_grams_1(search_text))
;;
CREATE TABLE document_template (
	kind VARCHAR(40) NOT NULL,
	name VARCHAR(120) NOT NULL,
	in_use BOOLEAN NOT NULL,
	uploaded_by_id BIGINT,
	uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	size INTEGER NOT NULL,
	file JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "document_template_search" ON "document_template" USING gin (search_grams_1(search_text))
;;
CREATE TABLE fee_period (
	compound_id BIGINT NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE NOT NULL,
	receivable BIGINT NOT NULL,
	received BIGINT NOT NULL,
	households_due BIGINT,
	households_paid BIGINT,
	remarks TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "fee_period_search" ON "fee_period" USING gin (search_grams_1(search_text))
;;
CREATE TABLE disclosure (
	compound_id BIGINT NOT NULL,
	kind VARCHAR(40) NOT NULL,
	published_on DATE NOT NULL,
	next_on DATE,
	"where" VARCHAR(80),
	photos JSONB,
	document JSONB,
	remarks TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "disclosure_search" ON "disclosure" USING gin (search_grams_1(search_text))
;;
CREATE TABLE property_rating (
	property_company_id BIGINT NOT NULL,
	compound_id BIGINT,
	period_from DATE NOT NULL,
	period_to DATE NOT NULL,
	score BIGINT,
	listing VARCHAR(40) NOT NULL,
	state VARCHAR(40) NOT NULL,
	objection_until DATE,
	published_on DATE,
	grounds TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "property_rating_search" ON "property_rating" USING gin (search_grams_1(search_text))
;;
CREATE TABLE activity (
	title VARCHAR(100) NOT NULL,
	kind VARCHAR(40) NOT NULL,
	state VARCHAR(40) NOT NULL,
	team_id BIGINT,
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE,
	"where" VARCHAR(100),
	location VARCHAR(24),
	wanted BIGINT,
	contact_id BIGINT,
	description TEXT,
	reached BIGINT,
	photos JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "activity_search" ON "activity" USING gin (search_grams_1(search_text))
;;
CREATE SEQUENCE ab_permission_view_role_id_seq INCREMENT BY 1 START WITH 1 MINVALUE 1 NO CYCLE
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
	account_id BIGINT NOT NULL,
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
	activity_id BIGINT,
	about VARCHAR(120),
	follows VARCHAR(200),
	key VARCHAR(200) NOT NULL,
	reason TEXT,
	by_id BIGINT,
	proposed_by_id BIGINT,
	booked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT uq_points_entry_key UNIQUE (key),
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
CREATE FUNCTION points_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'points_entry: entries are never changed or deleted' USING ERRCODE = 'integrity_constraint_violation'; END$$
;;
CREATE TRIGGER points_entry_kept BEFORE UPDATE OR DELETE ON points_entry FOR EACH ROW EXECUTE FUNCTION points_entry_keep()
;;
CREATE TABLE redemption (
	account_id BIGINT NOT NULL,
	reward_id BIGINT NOT NULL,
	quantity BIGINT NOT NULL,
	price BIGINT NOT NULL,
	number VARCHAR(40),
	state VARCHAR(40) NOT NULL,
	requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	settled_by_id BIGINT,
	reason VARCHAR(200),
	hold_key VARCHAR(200) NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "redemption_search" ON "redemption" USING gin (search_grams_1(search_text))
;;
CREATE TABLE mediation (
	number VARCHAR(40),
	title VARCHAR(120) NOT NULL,
	state VARCHAR(40) NOT NULL,
	issue_id BIGINT,
	on_the_spot BOOLEAN NOT NULL,
	held_on DATE NOT NULL,
	place VARCHAR(120),
	mediator_id BIGINT,
	committee VARCHAR(80),
	facts TEXT,
	items TEXT,
	manner VARCHAR(200),
	perform_by DATE,
	effective_on DATE,
	refused_by VARCHAR(60),
	ending TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "mediation_search" ON "mediation" USING gin (search_grams_1(search_text))
;;
CREATE TABLE points_correction (
	account_id BIGINT NOT NULL,
	amount BIGINT NOT NULL,
	reason TEXT NOT NULL,
	state VARCHAR(40) NOT NULL,
	proposed_by_id BIGINT NOT NULL,
	proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decided_by_id BIGINT,
	decided_at TIMESTAMP WITH TIME ZONE,
	remark VARCHAR(200),
	request VARCHAR(60) NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "points_correction_search" ON "points_correction" USING gin (search_grams_1(search_text))
;;
CREATE TABLE session_attendance (
	session_id BIGINT NOT NULL,
	name VARCHAR(60) NOT NULL,
	person_id BIGINT,
	side VARCHAR(40) NOT NULL,
	unit_id BIGINT,
	present BOOLEAN NOT NULL,
	observer BOOLEAN NOT NULL,
	heads BIGINT,
	absence VARCHAR(200),
	statement TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "session_attendance_search" ON "session_attendance" USING gin (search_grams_1(search_text))
;;
CREATE TABLE session_decision (
	session_id BIGINT NOT NULL,
	text VARCHAR(200) NOT NULL,
	owner_organisation_id BIGINT,
	owner_person_id BIGINT NOT NULL,
	due_on DATE NOT NULL,
	done BOOLEAN NOT NULL,
	done_on DATE,
	result TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "session_decision_search" ON "session_decision" USING gin (search_grams_1(search_text))
;;
CREATE TABLE notice (
	account_id BIGINT NOT NULL,
	issue_id BIGINT,
	entry VARCHAR(60),
	rule VARCHAR(40) NOT NULL,
	key VARCHAR(80) NOT NULL,
	text VARCHAR(400) NOT NULL,
	seen_at TIMESTAMP WITH TIME ZONE,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE UNIQUE INDEX uq_notice_key ON notice (account_id, key) WHERE deleted_at IS NULL
;;
CREATE INDEX ix_notice_organisation_id ON notice (organisation_id)
;;
CREATE INDEX ix_notice_account ON notice (account_id, seen_at, id)
;;
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "notice_search" ON "notice" USING gin (search_grams_1(search_text))
;;
CREATE TABLE return_visit (
	organisation_id BIGINT NOT NULL,
	issue_id BIGINT NOT NULL,
	visitor_id BIGINT NOT NULL,
	stand_in VARCHAR(200),
	visited_on DATE NOT NULL,
	way VARCHAR(40) NOT NULL,
	result VARCHAR(40) NOT NULL,
	satisfaction VARCHAR(40) NOT NULL,
	note TEXT,
	photos JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "return_visit_search" ON "return_visit" USING gin (search_grams_1(search_text))
;;
CREATE TABLE issue_report (
	issue_id BIGINT NOT NULL,
	text TEXT NOT NULL,
	spot VARCHAR(120),
	channel VARCHAR(40),
	reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
	photos JSONB,
	anonymous BOOLEAN NOT NULL,
	name VARCHAR(40),
	phone VARCHAR(255),
	answer TEXT,
	answered_at TIMESTAMP WITH TIME ZONE,
	rating VARCHAR(40),
	rating_note TEXT,
	unsolved_at TIMESTAMP WITH TIME ZONE,
	token VARCHAR(10),
	phone_blind VARCHAR(64),
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "issue_report_search" ON "issue_report" USING gin (search_grams_1(search_text))
;;
CREATE TABLE session_vote (
	session_id BIGINT NOT NULL,
	subject VARCHAR(200) NOT NULL,
	method VARCHAR(40) NOT NULL,
	in_favour BIGINT NOT NULL,
	against BIGINT NOT NULL,
	abstained BIGINT NOT NULL,
	position BIGINT,
	ballots JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "session_vote_search" ON "session_vote" USING gin (search_grams_1(search_text))
;;
CREATE TABLE supervision (
	organisation_id BIGINT NOT NULL,
	number VARCHAR(40),
	issue_id BIGINT NOT NULL,
	state VARCHAR(40) NOT NULL,
	due_on DATE,
	demanded_by VARCHAR(80),
	closed_on DATE,
	text TEXT NOT NULL,
	course TEXT,
	entries JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "supervision_search" ON "supervision" USING gin (search_grams_1(search_text))
;;
CREATE TABLE service_record (
	volunteer_id BIGINT NOT NULL,
	activity_id BIGINT,
	kind VARCHAR(40),
	served_on DATE NOT NULL,
	hours BIGINT NOT NULL,
	content VARCHAR(200),
	served BIGINT,
	photos JSONB,
	rating BIGINT,
	rated_by_id BIGINT,
	rated_on DATE,
	complaint BOOLEAN NOT NULL,
	comment TEXT,
	points BIGINT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "service_record_search" ON "service_record" USING gin (search_grams_1(search_text))
;;
CREATE TABLE mediation_party (
	mediation_id BIGINT NOT NULL,
	name VARCHAR(60) NOT NULL,
	side VARCHAR(40) NOT NULL,
	sex VARCHAR(40),
	citizen_number VARCHAR(255),
	phone VARCHAR(255),
	address VARCHAR(120),
	agent VARCHAR(60),
	citizen_number_blind VARCHAR(64),
	phone_blind VARCHAR(64),
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "mediation_party_search" ON "mediation_party" USING gin (search_grams_1(search_text))
;;
CREATE TABLE judicial_confirmation (
	mediation_id BIGINT NOT NULL,
	state VARCHAR(40) NOT NULL,
	court_id BIGINT,
	deadline DATE,
	remark TEXT,
	requested_on DATE,
	court_number VARCHAR(60),
	received_on DATE,
	decided_on DATE,
	result TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "judicial_confirmation_search" ON "judicial_confirmation" USING gin (search_grams_1(search_text))
;;
CREATE TABLE assignment (
	organisation_id BIGINT NOT NULL,
	issue_id BIGINT NOT NULL,
	decision_id BIGINT,
	text VARCHAR(200) NOT NULL,
	owner_organisation_id BIGINT NOT NULL,
	owner_person_id BIGINT NOT NULL,
	due_on DATE NOT NULL,
	instruction TEXT,
	state VARCHAR(40) NOT NULL,
	reason TEXT,
	accepted_on DATE,
	done_on DATE,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "assignment_search" ON "assignment" USING gin (search_grams_1(search_text))
;;
CREATE TABLE session_statement (
	session_id BIGINT NOT NULL,
	speaker_id BIGINT,
	name VARCHAR(60),
	topic VARCHAR(200),
	text TEXT NOT NULL,
	said_at TIMESTAMP WITH TIME ZONE,
	position BIGINT,
	agenda_key UUID,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "session_statement_search" ON "session_statement" USING gin (search_grams_1(search_text))
;;
CREATE TABLE progress_log (
	organisation_id BIGINT NOT NULL,
	assignment_id BIGINT NOT NULL,
	day DATE NOT NULL,
	text TEXT NOT NULL,
	photos JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "progress_log_search" ON "progress_log" USING gin (search_grams_1(search_text))
;;
CREATE TABLE case_document (
	number VARCHAR(60) NOT NULL,
	kind VARCHAR(40) NOT NULL,
	title VARCHAR(160) NOT NULL,
	issue_id BIGINT,
	session_id BIGINT,
	mediation_id BIGINT,
	request_id BIGINT,
	edition BIGINT NOT NULL,
	reason VARCHAR(200),
	issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
	issued_by_id BIGINT,
	own_template BOOLEAN NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	file JSONB,
	content JSONB,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_id BIGINT,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	updated_by_id BIGINT,
	deleted_at TIMESTAMP WITH TIME ZONE,
	deleted_by_id BIGINT,
	version INTEGER NOT NULL,
	client_uuid UUID,
	extra JSONB,
	form_version INTEGER,
	search_text TEXT,
	id BIGSERIAL NOT NULL,
	street_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
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
CREATE OR REPLACE FUNCTION search_grams_1(document text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT gram), '{}')) FROM (
    SELECT substr(run[1], place, CASE WHEN ascii(run[1]) < 128 THEN 8 ELSE 2 END) AS gram
    FROM regexp_matches(document, '[0-9a-z]+|[^\x01-\x7f\U000f0000-\U0010ffff]+', 'g') AS run,
      generate_series(1, length(run[1])) AS place) AS found
$$
;;
CREATE INDEX IF NOT EXISTS "case_document_search" ON "case_document" USING gin (search_grams_1(search_text))
;;
ALTER TABLE volunteer_team ADD CONSTRAINT fk_volunteer_team_leader_id FOREIGN KEY(leader_id) REFERENCES volunteer (id)
;;
ALTER TABLE person ADD CONSTRAINT fk_person_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id)
;;
ALTER TABLE person ADD CONSTRAINT fk_person_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id)
;;
ALTER TABLE account ADD CONSTRAINT fk_account_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id)
;;
ALTER TABLE property_company ADD CONSTRAINT fk_property_company_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
;;
ALTER TABLE account ADD CONSTRAINT fk_account_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
;;
ALTER TABLE compound ADD CONSTRAINT fk_compound_property_company_id FOREIGN KEY(property_company_id) REFERENCES property_company (id)
;;
ALTER TABLE organisation ADD CONSTRAINT fk_organisation_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id)
;;
ALTER TABLE volunteer_team ADD CONSTRAINT fk_volunteer_team_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id)
;;
ALTER TABLE property_company ADD CONSTRAINT fk_property_company_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id)
;;
ALTER TABLE compound ADD CONSTRAINT fk_compound_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id)
;;
ALTER TABLE building ADD CONSTRAINT fk_building_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id)
;;
ALTER TABLE person ADD CONSTRAINT fk_person_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
;;
ALTER TABLE compound ADD CONSTRAINT fk_compound_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id)
;;
ALTER TABLE building ADD CONSTRAINT fk_building_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id)
;;
ALTER TABLE volunteer_team ADD CONSTRAINT fk_volunteer_team_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
;;
ALTER TABLE person ADD CONSTRAINT fk_person_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
;;
ALTER TABLE property_company ADD CONSTRAINT fk_property_company_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id)
;;
ALTER TABLE building ADD CONSTRAINT fk_building_compound_id FOREIGN KEY(compound_id) REFERENCES compound (id)
;;
ALTER TABLE organisation ADD CONSTRAINT fk_organisation_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
;;
ALTER TABLE property_company ADD CONSTRAINT fk_property_company_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id)
;;
ALTER TABLE volunteer ADD CONSTRAINT fk_volunteer_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
;;
ALTER TABLE organisation ADD CONSTRAINT fk_organisation_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id)
;;
ALTER TABLE volunteer_team ADD CONSTRAINT fk_volunteer_team_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id)
;;
ALTER TABLE building ADD CONSTRAINT fk_building_head_id FOREIGN KEY(head_id) REFERENCES person (id)
;;
ALTER TABLE account ADD CONSTRAINT fk_account_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id)
;;
ALTER TABLE volunteer_team ADD CONSTRAINT fk_volunteer_team_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id)
;;
ALTER TABLE property_company ADD CONSTRAINT fk_property_company_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
;;
ALTER TABLE compound ADD CONSTRAINT fk_compound_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
;;
ALTER TABLE volunteer ADD CONSTRAINT fk_volunteer_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id)
;;
ALTER TABLE compound ADD CONSTRAINT fk_compound_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id)
;;
ALTER TABLE building ADD CONSTRAINT fk_building_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
;;
ALTER TABLE volunteer_team ADD CONSTRAINT fk_volunteer_team_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
;;
ALTER TABLE building ADD CONSTRAINT fk_building_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
;;
ALTER TABLE organisation ADD CONSTRAINT fk_organisation_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id)
;;
ALTER TABLE organisation ADD CONSTRAINT fk_organisation_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
;;
ALTER TABLE volunteer ADD CONSTRAINT fk_volunteer_deleted_by_id FOREIGN KEY(deleted_by_id) REFERENCES account (id)
;;
ALTER TABLE compound ADD CONSTRAINT fk_compound_branch_id FOREIGN KEY(branch_id) REFERENCES organisation (id)
;;
ALTER TABLE volunteer ADD CONSTRAINT fk_volunteer_person_id FOREIGN KEY(person_id) REFERENCES person (id)
;;
ALTER TABLE person ADD CONSTRAINT fk_person_building_id FOREIGN KEY(building_id) REFERENCES building (id)
;;
ALTER TABLE account ADD CONSTRAINT fk_account_id FOREIGN KEY(id) REFERENCES ab_user (id)
;;
ALTER TABLE building ADD CONSTRAINT fk_building_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES account (id)
;;
ALTER TABLE organisation ADD CONSTRAINT fk_organisation_parent_id FOREIGN KEY(parent_id) REFERENCES organisation (id)
;;
ALTER TABLE volunteer ADD CONSTRAINT fk_volunteer_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id)
;;
ALTER TABLE person ADD CONSTRAINT fk_person_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id)
;;
ALTER TABLE account ADD CONSTRAINT fk_account_street_id FOREIGN KEY(street_id) REFERENCES organisation (id)
;;
ALTER TABLE account ADD CONSTRAINT fk_account_person_id FOREIGN KEY(person_id) REFERENCES person (id)
;;
ALTER TABLE property_company ADD CONSTRAINT fk_property_company_company_organisation_id FOREIGN KEY(company_organisation_id) REFERENCES organisation (id)
;;
ALTER TABLE compound ADD CONSTRAINT fk_compound_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
;;
ALTER TABLE volunteer ADD CONSTRAINT fk_volunteer_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id)
;;
ALTER TABLE volunteer ADD CONSTRAINT fk_volunteer_team_id FOREIGN KEY(team_id) REFERENCES volunteer_team (id)
;;
ALTER TABLE account ADD CONSTRAINT fk_account_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id)
