BEGIN TRANSACTION;
CREATE TABLE "alert" (
        number         INTEGER PRIMARY KEY AUTOINCREMENT,
        key            TEXT NOT NULL UNIQUE,
        reference      TEXT NOT NULL,
        person         TEXT NOT NULL,
        request        TEXT NOT NULL,
        state          TEXT NOT NULL DEFAULT 'waiting',
        unreadable     INTEGER NOT NULL DEFAULT 0,
        accepted_at    REAL NOT NULL,
        trying_since   REAL NOT NULL,
        tries          INTEGER NOT NULL DEFAULT 0,
        tried_at       REAL NOT NULL DEFAULT 0,
        next_try_at    REAL NOT NULL DEFAULT 0,
        owner          TEXT,
        lease_until    REAL,
        fence          INTEGER NOT NULL DEFAULT 0,
        way            TEXT,
        routing_key    TEXT,
        in_doubt_since REAL,
        problem        TEXT,
        outcome        TEXT,
        settled_at     REAL
    ) STRICT;
INSERT INTO "alert" VALUES(1,'il-alert-V0000000001','0000-0001','U0PERSON001','{"format": 2, "dialog_id": "V0000000001", "reference": "0000-0001", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "dialog": "channel", "summary": "alert 1", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON001", "name": "U0Person001"}, "origin": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false, "url": "https://acme.slack.com/archives/C024BE91L", "permalink": null, "thread_ts": null}, "submitted_at": "2026-03-04T05:06:07Z", "policy_version": "v1", "language": "en"}','waiting',0,1000001.0,1000001.0,0,0.0,0.0,'host:1',1000128.0,1,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "alert" VALUES(2,'il-alert-V0000000002','0000-0002','U0PERSON002','{"format": 2, "dialog_id": "V0000000002", "reference": "0000-0002", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "dialog": "account", "summary": "alert 2", "details": "Since 9 o''clock", "priority": "HIGH", "person": {"id": "U0PERSON002", "name": "U0Person002"}, "origin": {"channel_id": "D0SAM00001", "name": null, "direct_message": true, "url": "https://acme.slack.com/archives/D0SAM00001", "permalink": "https://acme.slack.com/archives/D0SAM00001/p1", "thread_ts": "1.2"}, "submitted_at": "2026-03-04T05:06:07Z", "policy_version": "v2", "language": "de"}','waiting',0,1000002.0,1000002.0,1,1000021.0,1000081.0,NULL,NULL,1,NULL,NULL,NULL,'503',NULL,NULL);
INSERT INTO "alert" VALUES(3,'il-alert-V0000000003','0000-0003','U0PERSON003','{"format": 2, "dialog_id": "V0000000003", "reference": "0000-0003", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "dialog": "channel", "summary": "alert 3", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON003", "name": "U0Person003"}, "origin": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false, "url": "https://acme.slack.com/archives/C024BE91L", "permalink": null, "thread_ts": null}, "submitted_at": "2026-03-04T05:06:07Z", "policy_version": "v3", "language": "en"}','waiting',0,1000003.0,1000003.0,0,0.0,0.0,'host:1',1000128.0,1,'event','network',1000021.0,NULL,NULL,NULL);
INSERT INTO "alert" VALUES(4,'il-alert-V0000000004','0000-0004','U0PERSON004','{"format": 2, "dialog_id": "V0000000004", "reference": "0000-0004", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "dialog": "channel", "summary": "alert 4", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON004", "name": "U0Person004"}, "origin": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false, "url": "https://acme.slack.com/archives/C024BE91L", "permalink": null, "thread_ts": null}, "submitted_at": "2026-03-04T05:06:07Z", "policy_version": "v4", "language": "en"}','delivered',0,1000004.0,1000004.0,1,1000021.0,0.0,NULL,NULL,1,NULL,NULL,NULL,NULL,'{"format": 2, "alert_id": 9, "url": "https://acme.ilert.example/alert/view.jsf?id=9"}',1000021.0);
INSERT INTO "alert" VALUES(5,'il-alert-V0000000005','0000-0005','U0PERSON005','{"format": 2, "dialog_id": "V0000000005", "reference": "0000-0005", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "dialog": "channel", "summary": "alert 5", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON005", "name": "U0Person005"}, "origin": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false, "url": "https://acme.slack.com/archives/C024BE91L", "permalink": null, "thread_ts": null}, "submitted_at": "2026-03-04T05:06:07Z", "policy_version": "v5", "language": "en"}','delivered',0,1000005.0,1000005.0,1,1000021.0,0.0,NULL,NULL,1,NULL,NULL,NULL,NULL,'{"format": 2, "alert_id": null, "url": null}',1000021.0);
INSERT INTO "alert" VALUES(6,'il-alert-V0000000006','0000-0006','U0PERSON006','{"format": 2, "dialog_id": "V0000000006", "reference": "0000-0006", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "dialog": "channel", "summary": "alert 6", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON006", "name": "U0Person006"}, "origin": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false, "url": "https://acme.slack.com/archives/C024BE91L", "permalink": null, "thread_ts": null}, "submitted_at": "2026-03-04T05:06:07Z", "policy_version": "v6", "language": "en"}','given_up',0,1000006.0,1000006.0,1,1000021.0,0.0,NULL,NULL,1,NULL,NULL,NULL,NULL,'{"format": 2, "reason": "ilert_refused", "detail": "400"}',1000021.0);
INSERT INTO "alert" VALUES(7,'il-alert-V0000000007','0000-0007','U0PERSON007','{"format": 2, "dialog_id": "V0000000007", "reference": "0000-0007", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "dialog": "channel", "summary": "alert 7", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON007", "name": "U0Person007"}, "origin": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false, "url": "https://acme.slack.com/archives/C024BE91L", "permalink": null, "thread_ts": null}, "submitted_at": "2026-03-04T05:06:07Z", "policy_version": "v7", "language": "en"}','given_up',0,1000007.0,1000007.0,1,1000021.0,0.0,NULL,NULL,1,NULL,NULL,1000020.0,NULL,'{"format": 2, "reason": "outcome_unknown", "detail": "no answer"}',1000021.0);
INSERT INTO "alert" VALUES(8,'il-alert-V0000000008','0000-0008','U0PERSON008','{"format": 2, "dialog_id": "V0000000008", "reference": "0000-0008", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "dialog": "channel", "summary": "alert 8", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON008", "name": "U0Person008"}, "origin": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false, "url": "https://acme.slack.com/archives/C024BE91L", "permalink": null, "thread_ts": null}, "submitted_at": "2026-03-04T05:06:07Z", "policy_version": "v8", "language": "en"}','waiting',0,1000008.0,1000008.0,0,0.0,0.0,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE notice (
        number      INTEGER PRIMARY KEY AUTOINCREMENT,
        alert       INTEGER NOT NULL,
        subscriber  TEXT NOT NULL,
        event       TEXT NOT NULL,
        detail      TEXT NOT NULL DEFAULT '',
        created_at  REAL NOT NULL,
        tries       INTEGER NOT NULL DEFAULT 0,
        mistakes    INTEGER NOT NULL DEFAULT 0,
        next_try_at REAL NOT NULL DEFAULT 0,
        owner       TEXT,
        lease_until REAL,
        fence       INTEGER NOT NULL DEFAULT 0,
        done_at     REAL,
        result      TEXT NOT NULL DEFAULT '',
        UNIQUE (alert, subscriber, event)
    ) STRICT;
INSERT INTO "notice" VALUES(1,4,'*','settled','',1000021.0,0,0,0.0,NULL,NULL,0,1000021.0,'copied');
INSERT INTO "notice" VALUES(2,5,'*','settled','',1000021.0,0,0,0.0,NULL,NULL,0,1000021.0,'copied');
INSERT INTO "notice" VALUES(3,6,'*','settled','',1000021.0,0,0,0.0,NULL,NULL,0,1000021.0,'copied');
INSERT INTO "notice" VALUES(4,7,'*','settled','',1000021.0,0,0,0.0,NULL,NULL,0,1000021.0,'copied');
INSERT INTO "notice" VALUES(5,4,'reporter','settled','',1000021.0,1,0,0.0,NULL,NULL,1,1000021.0,'notified');
INSERT INTO "notice" VALUES(6,5,'reporter','settled','',1000021.0,1,0,0.0,NULL,NULL,1,1000021.0,'notified');
INSERT INTO "notice" VALUES(7,6,'reporter','settled','',1000021.0,0,0,0.0,'host:1',1000141.0,1,NULL,'');
INSERT INTO "notice" VALUES(8,7,'reporter','settled','',1000021.0,1,0,0.0,NULL,NULL,1,1000021.0,'notified');
INSERT INTO "notice" VALUES(9,4,'admins','settled','',1000021.0,1,0,1000026.0,NULL,NULL,1,NULL,'');
INSERT INTO "notice" VALUES(10,5,'admins','settled','',1000021.0,1,0,0.0,NULL,NULL,1,1000021.0,'notified');
INSERT INTO "notice" VALUES(11,6,'admins','settled','',1000021.0,1,0,1000026.0,NULL,NULL,1,NULL,'');
INSERT INTO "notice" VALUES(12,7,'admins','settled','',1000021.0,1,0,0.0,NULL,NULL,1,1000021.0,'notified');
CREATE TABLE schema_version (owner TEXT PRIMARY KEY, version INTEGER NOT NULL);
INSERT INTO "schema_version" VALUES('outbox',2);
CREATE INDEX alert_waiting ON alert (person, number) WHERE state = 'waiting' AND NOT unreadable;
CREATE INDEX alert_reference ON alert (reference);
CREATE INDEX notice_open ON notice (next_try_at) WHERE done_at IS NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('alert',8);
INSERT INTO "sqlite_sequence" VALUES('notice',12);
COMMIT;
PRAGMA user_version = 2;
