"""Settings: each has a default, a wrong one is named, keys are made once and kept secret."""

import base64
import json
import multiprocessing
import stat
from pathlib import Path

import pytest

import config


def load(folder: Path, **environ: str) -> config.Config:
    return config.load({"HUIZHI_INSTANCE": str(folder), **environ})


def keys_of(folder: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    loaded = load(Path(folder))
    return loaded.secret_key, loaded.data_keys


def test_every_setting_has_a_default(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert (loaded.host, loaded.port) == ("127.0.0.1", 8080)
    assert loaded.database_url == f"sqlite:///{tmp_path}/huizhi.sqlite"
    assert loaded.file_dir == tmp_path / "files"
    assert loaded.redis_url is None
    assert loaded.sample_password is None
    assert loaded.timezone.key == "Asia/Shanghai"
    assert {"127.0.0.1", "localhost"} <= set(loaded.trusted_hosts)


def test_an_empty_setting_is_as_good_as_none(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="", HUIZHI_REDIS_URL=" ") == load(tmp_path)


@pytest.mark.parametrize(
    ("setting", "given", "told", "expected"),
    [
        ("HOST", "no such host", "'no such host'", "an address of this machine"),
        ("PORT", "eighty", "'eighty'", "a whole number from 1 to 65535"),
        ("PORT", "70000", "'70000'", "a whole number from 1 to 65535"),
        ("PORT", "-1", "'-1'", "a whole number"),
        ("HUIZHI_WORKERS", "0", "'0'", "from 1 to 64"),
        ("HUIZHI_HTTPS", "maybe", "'maybe'", "yes or no"),
        ("HUIZHI_DATABASE_URL", "mysql://root:geheim@h/d", "'mysql://root:***@h/d'", "postgresql://"),
        ("HUIZHI_DATABASE_URL", "postgresql+psycopg2://h/d", "psycopg2", "postgresql://"),
        ("HUIZHI_DATABASE_URL", "postgresql://h", "'postgresql://h'", "/database"),
        ("HUIZHI_DATABASE_URL", "huizhi.db", "'huizhi.db'", "sqlite:///file.sqlite"),
        ("HUIZHI_REDIS_URL", "localhost:6379", "'localhost:6379'", "redis://host:6379/0"),
        ("HUIZHI_TIMEZONE", "Asia/Nowhere", "'Asia/Nowhere'", "Asia/Shanghai"),
        ("HUIZHI_TIMEZONE", "../../etc/passwd", "'../../etc/passwd'", "Asia/Shanghai"),
        ("HUIZHI_TRUSTED_HOSTS", "https://a.cn", "'https://a.cn'", "without port"),
        ("HUIZHI_SECRET_KEY", "geheim", "6 characters long", "32 characters or more"),
        ("HUIZHI_SAMPLE_PASSWORD", "geheim", "6 characters long", "10 characters or more"),
        ("HUIZHI_DATA_KEYS", "v1:geheim", "part 1", "base64 of 32 bytes"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(
    tmp_path: Path, setting: str, given: str, told: str, expected: str
) -> None:
    with pytest.raises(config.WrongSetting) as caught:
        load(tmp_path, **{setting: given})
    message = str(caught.value)
    assert message.startswith(f"{setting} is ")
    assert told in message
    assert expected in message
    assert "geheim" not in message, "a secret is never printed"


def test_an_instance_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(config.WrongSetting, match=r"HUIZHI_INSTANCE is .*a folder to write in"):
        load(tmp_path / "file" / "instance")


def test_postgresql_means_psycopg_3(tmp_path: Path) -> None:
    loaded = load(tmp_path, HUIZHI_DATABASE_URL="postgresql://huizhi:p%40ss@db/huizhi")
    assert loaded.database_url == "postgresql+psycopg://huizhi:p%40ss@db/huizhi"


def test_a_relative_sqlite_file_lies_in_the_instance(tmp_path: Path) -> None:
    assert load(tmp_path, HUIZHI_DATABASE_URL="sqlite:///other.sqlite").database_url == (
        f"sqlite:///{tmp_path}/other.sqlite"
    )


def test_keys_are_made_once_and_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.secret_key == second.secret_key
    assert first.data_keys == second.data_keys
    assert [len(key) for _, key in first.data_keys] == [32]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data_keys", "secret_key"], "no scratch file stays"
    for name in ("data_keys", "secret_key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        found = pool.map(keys_of, [str(tmp_path / f"instance{n // 8}") for n in range(40)], chunksize=1)
    assert len(set(found)) == 5, "eight readers each of five instances"


def test_data_keys_come_newest_first(tmp_path: Path) -> None:
    old, new = bytes(32), b"\x01" * 32
    text = ",".join(f"{version}:{base64.b64encode(key).decode()}" for version, key in (("v2", new), ("v1", old)))
    assert load(tmp_path, HUIZHI_DATA_KEYS=text).data_keys == (("v2", new), ("v1", old))
    assert not (tmp_path / "data_keys").exists()
    with pytest.raises(config.WrongSetting, match="part 2"):
        load(tmp_path, HUIZHI_DATA_KEYS=text.replace("v1:", "v2:"))


def test_secrets_do_not_show_in_the_repr(tmp_path: Path) -> None:
    loaded = load(
        tmp_path, HUIZHI_SAMPLE_PASSWORD="correct-horse", HUIZHI_DATABASE_URL="postgresql://u:battery-staple@h/d"
    )
    for secret in (loaded.secret_key, str(loaded.data_keys), "correct-horse", "battery-staple"):
        assert secret not in repr(loaded)


def test_trusted_hosts_are_the_ones_given(tmp_path: Path) -> None:
    loaded = load(tmp_path, HUIZHI_TRUSTED_HOSTS="Huizhi.example.cn, 10.1.2.3,.street.cn")
    assert loaded.trusted_hosts == ("huizhi.example.cn", "10.1.2.3", ".street.cn")
    settings = config.flask_settings(loaded)
    assert settings["TRUSTED_HOSTS"] == settings["FAB_SAFE_REDIRECT_HOSTS"] == list(loaded.trusted_hosts)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_wildcard_address_is_no_trusted_host(tmp_path: Path, host: str) -> None:
    assert load(tmp_path, HOST=host).trusted_hosts == load(tmp_path).trusted_hosts


def test_an_address_of_ipv6_is_bracketed(tmp_path: Path) -> None:
    assert load(tmp_path, HOST="::1").host == "[::1]"


def test_flask_gets_safe_cookies_and_an_absolute_catalogue(tmp_path: Path) -> None:
    plain, secure = (config.flask_settings(load(tmp_path, HUIZHI_HTTPS=https)) for https in ("no", "yes"))
    assert plain["SESSION_COOKIE_HTTPONLY"] is True
    assert plain["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert (plain["SESSION_COOKIE_SECURE"], secure["SESSION_COOKIE_SECURE"]) == (False, True)
    assert Path(plain["BABEL_TRANSLATION_DIRECTORIES"]) == config.ROOT / "translations"
    assert plain["FAB_CREATE_DB"] is plain["FAB_UPDATE_PERMS"] is plain["FAB_ADD_SECURITY_VIEWS"] is False


def test_json_columns_keep_chinese_readable(tmp_path: Path) -> None:
    write = config.flask_settings(load(tmp_path))["SQLALCHEMY_ENGINE_OPTIONS"]["json_serializer"]
    assert write({"名称": "王府社区"}) == '{"名称":"王府社区"}'
    assert json.loads(write({"n": 1})) == {"n": 1}


def test_each_database_gets_the_options_it_knows(tmp_path: Path) -> None:
    sqlite = config.flask_settings(load(tmp_path))["SQLALCHEMY_ENGINE_OPTIONS"]
    url = "postgresql://postgres@127.0.0.1/postgres"
    postgres = config.flask_settings(load(tmp_path, HUIZHI_DATABASE_URL=url))["SQLALCHEMY_ENGINE_OPTIONS"]
    assert sqlite["connect_args"] == {"timeout": 20}
    assert postgres["pool_size"] > 0
    assert postgres["connect_args"]["application_name"] == "huizhi"
