BEGIN TRANSACTION;
CREATE TABLE alert (
        number        INTEGER PRIMARY KEY AUTOINCREMENT,
        key           TEXT NOT NULL UNIQUE,
        reference     TEXT NOT NULL,
        person        TEXT NOT NULL,
        request       TEXT NOT NULL,
        state         TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'given_up')),
        accepted_at   REAL NOT NULL,
        trying_since  REAL NOT NULL,
        tries         INTEGER NOT NULL DEFAULT 0,
        tried_at      REAL NOT NULL DEFAULT 0,
        next_try_at   REAL NOT NULL DEFAULT 0,
        claimed       INTEGER NOT NULL DEFAULT 0,
        way           TEXT CHECK (way IN ('event', 'alert')),
        routing_key   TEXT,
        unknown_since REAL,
        problem       TEXT,
        outcome       TEXT,
        settled_at    REAL,
        told          INTEGER NOT NULL DEFAULT 0
    ) STRICT;
INSERT INTO "alert" VALUES(1,'il-alert-V0000000001','0000-0001','U0PERSON001','{"dialog_id": "V0000000001", "reference": "0000-0001", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "via_events": true, "summary": "alert 1", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON001", "name": "U0Person001"}, "place": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false}, "place_url": "https://acme.slack.com/archives/C024BE91L", "submitted_at": "2026-03-04T05:06:07+00:00", "policy_version": "v1"}','waiting',1000001.0,1000001.0,0,0.0,0.0,1,NULL,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "alert" VALUES(2,'il-alert-V0000000002','0000-0002','U0PERSON002','{"dialog_id": "V0000000002", "reference": "0000-0002", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "via_events": false, "summary": "alert 2", "details": "Since 9 o''clock", "priority": "HIGH", "person": {"id": "U0PERSON002", "name": "U0Person002"}, "place": {"channel_id": "D0SAM00001", "name": null, "direct_message": true}, "place_url": "https://acme.slack.com/archives/C024BE91L", "submitted_at": "2026-03-04T05:06:07+00:00", "policy_version": "v2"}','waiting',1000002.0,1000002.0,1,1000021.0,1000081.0,0,NULL,NULL,NULL,'503',NULL,NULL,0);
INSERT INTO "alert" VALUES(3,'il-alert-V0000000003','0000-0003','U0PERSON003','{"dialog_id": "V0000000003", "reference": "0000-0003", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "via_events": true, "summary": "alert 3", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON003", "name": "U0Person003"}, "place": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false}, "place_url": "https://acme.slack.com/archives/C024BE91L", "submitted_at": "2026-03-04T05:06:07+00:00", "policy_version": "v3"}','waiting',1000003.0,1000003.0,0,0.0,0.0,0,'event','network',1000030.0,NULL,NULL,NULL,0);
INSERT INTO "alert" VALUES(4,'il-alert-V0000000004','0000-0004','U0PERSON004','{"dialog_id": "V0000000004", "reference": "0000-0004", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "via_events": true, "summary": "alert 4", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON004", "name": "U0Person004"}, "place": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false}, "place_url": "https://acme.slack.com/archives/C024BE91L", "submitted_at": "2026-03-04T05:06:07+00:00", "policy_version": "v4"}','delivered',1000004.0,1000004.0,1,1000023.0,0.0,0,NULL,NULL,NULL,NULL,'{"alert_id": 9, "url": "https://acme.ilert.example/alert/view.jsf?id=9"}',1000023.0,0);
INSERT INTO "alert" VALUES(5,'il-alert-V0000000005','0000-0005','U0PERSON005','{"dialog_id": "V0000000005", "reference": "0000-0005", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "via_events": true, "summary": "alert 5", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON005", "name": "U0Person005"}, "place": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false}, "place_url": "https://acme.slack.com/archives/C024BE91L", "submitted_at": "2026-03-04T05:06:07+00:00", "policy_version": "v5"}','delivered',1000005.0,1000005.0,1,1000024.0,0.0,0,NULL,NULL,NULL,NULL,'{"alert_id": null, "url": null}',1000024.0,1);
INSERT INTO "alert" VALUES(6,'il-alert-V0000000006','0000-0006','U0PERSON006','{"dialog_id": "V0000000006", "reference": "0000-0006", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "via_events": true, "summary": "alert 6", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON006", "name": "U0Person006"}, "place": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false}, "place_url": "https://acme.slack.com/archives/C024BE91L", "submitted_at": "2026-03-04T05:06:07+00:00", "policy_version": "v6"}','given_up',1000006.0,1000006.0,1,1000025.0,0.0,0,NULL,NULL,NULL,NULL,'{"reason": "ilert_refused", "detail": "400"}',1000025.0,0);
INSERT INTO "alert" VALUES(7,'il-alert-V0000000007','0000-0007','U0PERSON007','{"dialog_id": "V0000000007", "reference": "0000-0007", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "via_events": true, "summary": "alert 7", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON007", "name": "U0Person007"}, "place": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false}, "place_url": "https://acme.slack.com/archives/C024BE91L", "submitted_at": "2026-03-04T05:06:07+00:00", "policy_version": "v7"}','given_up',1000007.0,1000007.0,1,1000026.0,0.0,0,NULL,NULL,1000030.0,NULL,'{"reason": "fate_unknown", "detail": "no answer"}',1000026.0,1);
INSERT INTO "alert" VALUES(8,'il-alert-V0000000008','0000-0008','U0PERSON008','{"dialog_id": "V0000000008", "reference": "0000-0008", "target": {"alert_source_id": 10, "escalation_policy_id": 81211}, "via_events": true, "summary": "alert 8", "details": "Since 9 o''clock", "priority": null, "person": {"id": "U0PERSON008", "name": "U0Person008"}, "place": {"channel_id": "C024BE91L", "name": "demo", "direct_message": false}, "place_url": "https://acme.slack.com/archives/C024BE91L", "submitted_at": "2026-03-04T05:06:07+00:00", "policy_version": "v8"}','waiting',1000008.0,1000008.0,0,0.0,0.0,0,NULL,NULL,NULL,NULL,NULL,NULL,0);
CREATE INDEX alert_waiting ON alert (person, number) WHERE state = 'waiting';
CREATE INDEX alert_untold ON alert (number) WHERE state <> 'waiting' AND NOT told;
CREATE INDEX alert_reference ON alert (reference);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('alert',8);
COMMIT;
PRAGMA user_version = 1;
