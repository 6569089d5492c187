from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from budgetpro.importers.csv.dates import CERTAIN, DateEvidence, DayCache, order_of_texts, read_day
from budgetpro.importers.lines import Hints
from tests.importers.csv.csv_file import Writer


@pytest.fixture
def csv(tmp_path: Path) -> Writer:
    return Writer(tmp_path)


def rows(*days: str) -> str:
    return "Date;Text;Amount\n" + "".join(f"{day};a;-5,50\n" for day in days)


class TestCell:
    @pytest.mark.parametrize(
        ("cell", "day"),
        [
            ("2024-01-05", "2024-01-05"),
            ("2024/1/5", "2024-01-05"),
            ("2019.04.19.", "2019-04-19"),
            ("2019:04:19", "2019-04-19"),
            ("2019-04-19 00:00:31:010", "2019-04-19"),
            ("2019-04-19 as of 2019-04-18", "2019-04-19"),
            ("20240105", "2024-01-05"),
            ("20091224120000[0:GMT]", "2009-12-24"),
            ("2020-08-20T08:12:37Z", "2020-08-20"),
            ("2024-01-05T10:00:00+01:00", "2024-01-05"),
            ("2019-01-05 12:00:00 +0000", "2019-01-05"),
            ("2024-01-05 10:00:00 UTC", "2024-01-05"),
            ("12-Dec-2019", "2019-12-12"),
            ("12 Dec 2019", "2019-12-12"),
            ("Dec 12, 2019", "2019-12-12"),
            ("10-Nov-9", "2009-11-10"),
            ("09-Nov-10", "2010-11-09"),
            ("28-Oct-98", "1998-10-28"),
            ("2024-Jan-05", "2024-01-05"),
            ("Mon, 05 Jan 2024", "2024-01-05"),
            ("12. Dezember 2019", "2019-12-12"),
            ("15 Mär 2024", "2024-03-15"),
            ("12 déc. 2019", "2019-12-12"),
            ("5 de enero de 2024", "2024-01-05"),
            ("5 gen 2024", "2024-01-05"),
            ("5 mrt 2024", "2024-03-05"),
            ("5 stycznia 2024", "2024-01-05"),
            ("5. ledna 2024", "2024-01-05"),
            ("5 tammikuu 2024", "2024-01-05"),
            ("5 okt. 2024", "2024-10-05"),
            ("\u200e2024-01-05", "2024-01-05"),
            ('="2024-01-05"', "2024-01-05"),
        ],
    )
    def test_day_that_leaves_no_doubt(self, cell: str, day: str) -> None:
        assert read_day(cell) == {CERTAIN: date.fromisoformat(day)}

    @pytest.mark.parametrize(
        ("cell", "days"),
        [
            ("01/02/2024", {"dmy": "2024-02-01", "mdy": "2024-01-02"}),
            ("8/10/2016", {"dmy": "2016-10-08", "mdy": "2016-08-10"}),
            ("31.12.2024", {"dmy": "2024-12-31"}),
            ("12/31/2024", {"mdy": "2024-12-31"}),
            ("Mo 05.01.2024", {"dmy": "2024-01-05", "mdy": "2024-05-01"}),
            ("24-08-2020 13:43:54.496", {"dmy": "2020-08-24"}),
            ("01/02/2024 10:30:22 AM", {"dmy": "2024-02-01", "mdy": "2024-01-02"}),
            ("05-06-2024 / 12:30", {"dmy": "2024-06-05", "mdy": "2024-05-06"}),
            ("31012024", {"dmy": "2024-01-31"}),
            ("13/01/24", {"dmy": "2024-01-13", "mdy": None, "ymd": "2013-01-24"}),
        ],
    )
    def test_day_by_each_order_that_makes_one(self, cell: str, days: dict[str, str | None]) -> None:
        found = {order: day.isoformat() for order, day in read_day(cell).items()}
        assert {order: found.get(order) for order in days} == days

    @pytest.mark.parametrize(
        "cell",
        ["", "12.50", "1.234.567", "31/02/2026", "2024-13-05", "12345678", "Pending", "28.11.", "1/2", "05.01.2024 POS",
         "12 Foo 2024", "999-01-01", "5.00 EUR", "01/02/9", "10:05:24",
         "10:05:2024"],
    )  # fmt: skip
    def test_other_text_is_no_day(self, cell: str) -> None:
        assert read_day(cell) == {}

    def test_cache_stays_small_and_refuses_other_orders(self) -> None:
        days = DayCache("dmy")
        for second in range(25_000):
            assert days[f"05.06.2024 10:{second // 60 % 60:02}:{second % 60:02}.{second:06}"] == date(2024, 6, 5)
        assert len(days) <= 20_000
        with pytest.raises(KeyError):
            days["12/31/2024"]
        assert days["02/02/2024"] == date(2024, 2, 2)
        assert DayCache("")["02/02/2024"] == date(2024, 2, 2)


class TestOrderOfAFile:
    def test_component_above_twelve_decides(self, csv: Writer) -> None:
        assert csv.read(rows("01/02/2024", "31/01/2024")).days == ["2024-02-01", "2024-01-31"]
        read = csv.read(rows("01/02/2024", "01/31/2024"))
        assert read.days == ["2024-01-02", "2024-01-31"]
        assert read.found("days are read as month, day, year because of 01/31/2024")

    def test_unknown_order_is_refused_and_names_the_option(self, csv: Writer) -> None:
        refusal = csv.refused(rows("01/02/2024", "03/02/2024"))
        assert refusal.code == "date_order_unknown"
        assert "01/02/2024" in refusal.message
        assert "--date-order dmy|mdy" in str(refusal.hint)

    @pytest.mark.parametrize(("order", "day"), [("dmy", "2024-02-01"), ("mdy", "2024-01-02")])
    def test_user_says_the_order(self, csv: Writer, order: str, day: str) -> None:
        hints = Hints(date_order="dmy" if order == "dmy" else "mdy")
        read = csv.read(rows("01/02/2024", "03/02/2024"), hints)
        assert read.days[0] == day
        assert read.found("as told")

    def test_row_of_another_order_is_reported_where_the_user_said_one(self, csv: Writer) -> None:
        read = csv.read(rows("01/02/2024", "01/31/2024"), Hints(date_order="dmy"))
        assert read.days == ["2024-02-01"]
        assert read.bad_rows == [3]
        assert read.problems[0].message == 'column 1 "Date": expected a day (day, month, year), found "01/31/2024"'

    def test_days_that_are_the_same_either_way_are_no_doubt(self, csv: Writer) -> None:
        assert csv.read(rows("01/01/2024", "02/02/2024")).days == ["2024-01-01", "2024-02-02"]

    def test_days_of_both_orders_are_refused(self, csv: Writer) -> None:
        refusal = csv.refused(rows("31/01/2024", "01/31/2024"))
        assert refusal.code == "date_order_mixed"
        assert "31/01/2024" in refusal.message
        assert "01/31/2024" in refusal.message

    def test_day_that_does_not_exist_is_reported_alone(self, csv: Writer) -> None:
        read = csv.read(rows("31/01/2024", "31/02/2026", "02/03/2024"))
        assert read.days == ["2024-01-31", "2024-03-02"]
        assert read.bad_rows == [3]

    def test_sequence_of_rows_decides(self, csv: Writer) -> None:
        days = [f"{day:02}/{month:02}/2024" for month in (2, 3) for day in (1, 5, 8, 11)]
        read = csv.read(rows(*days))
        assert read.days == [f"2024-{month:02}-{day:02}" for month in (2, 3) for day in (1, 5, 8, 11)]
        assert csv.read(rows(*reversed(days))).days[0] == "2024-03-11"

    def test_short_sequence_is_no_proof(self, csv: Writer) -> None:
        assert csv.refused(rows("01/02/2024", "11/02/2024", "02/03/2024")).code == "date_order_unknown"

    def test_value_day_decides(self, csv: Writer) -> None:
        read = csv.read("Date;Value date;Text;Amount\n01/02/2024;31/01/2024;a;-5,50\n03/02/2024;02/02/2024;a;-5,50\n")
        assert read.days == ["2024-02-01", "2024-02-03"]

    def test_value_day_of_another_kind_decides_nothing(self, csv: Writer) -> None:
        text = "Date;Value date;Text;Amount\n01/02/2024;31.01.2024;a;-5,50\n03/02/2024;02.02.2024;a;-5,50\n"
        assert csv.refused(text).code == "date_order_unknown"

    def test_value_day_that_proves_another_order_is_refused(self, csv: Writer) -> None:
        text = "Date;Settlement date;Text;Amount\n01/31/2024;02/01/2024;a;-5,50\n02/03/2024;31/01/2024;a;-5,50\n"
        refusal = csv.refused(text)
        assert refusal.code == "date_order_mixed"
        assert "01/31/2024 and 31/01/2024" in refusal.message
        text = text.replace("01/31/2024", "01/02/2024")
        text += "02/03/2024;05/02/2024;a;-5,50\n"
        assert csv.read(text).days == ["2024-02-01", "2024-03-02", "2024-03-02"]

    def test_missing_day_is_not_filled_from_a_column_of_another_order(self, csv: Writer) -> None:
        text = "Booked;Value date;Text;Amount\n31.01.2024;01/31/2024;a;-5,50\n;02/03/2024;b;-5,50\n"
        read = csv.read(text)
        assert (read.days, read.bad_rows) == (["2024-01-31"], [3])

    def test_period_above_the_table_decides(self, csv: Writer) -> None:
        read = csv.read("Statement 01/02/2024 - 29/02/2024\n\n" + rows("01/02/2024", "03/02/2024"))
        assert read.days == ["2024-02-01", "2024-02-03"]
        assert read.found("a day above the table")

    def test_points_are_day_month_year(self, csv: Writer) -> None:
        assert csv.read(rows("01.02.2024", "03.02.2024")).days == ["2024-02-01", "2024-02-03"]
        assert csv.read(rows("01.31.2024", "02.03.2024")).days == ["2024-01-31", "2024-02-03"]

    def test_years_of_two_digits_are_told_by_the_span(self, csv: Writer) -> None:
        assert csv.read(rows("10/01/24", "15/01/24")).days == ["2024-01-10", "2024-01-15"]
        assert csv.read(rows("08.12.25", "05.12.25")).days == ["2025-12-08", "2025-12-05"]

    def test_points_leave_open_whether_a_year_of_two_digits_is_in_front(self, csv: Writer) -> None:
        assert csv.read(rows("10.01.24")).days == ["2024-01-10"]
        assert csv.refused(rows("24.01.10")).code == "date_order_unknown"
        german = rows("22.02.18").replace("Date;Text;Amount", "Buchungstag;Text;Betrag")
        assert csv.read(german).days == ["2018-02-22"]

    def test_year_in_front_of_two_digits_is_not_concluded(self, csv: Writer) -> None:
        assert csv.refused(rows("24-01-05", "24-01-15", "24-02-03")).code == "date_order_unknown"
        assert csv.read(rows("24-01-05", "24-01-15"), Hints(date_order="ymd")).days == ["2024-01-05", "2024-01-15"]

    def test_order_may_show_far_down_the_file(self, csv: Writer) -> None:
        many = ["02/01/2024"] * 150 + ["03/01/2024"] * 150
        assert csv.read(rows(*many, "31/01/2024")).days[0] == "2024-01-02"

    def test_row_that_contradicts_what_was_decided_is_reported(self, csv: Writer) -> None:
        many = ["31/01/2024"] * 300
        assert csv.read(rows(*many, "01/31/2024")).bad_rows == [302]

    def test_days_without_a_year_are_refused(self, csv: Writer) -> None:
        refusal = csv.refused("Buchung;Text;Betrag\n28.12.;a;-5,00\n29.12.;b;6,00\n")
        assert refusal.code == "csv_columns_unclear"


class TestEvidence:
    def test_direction_needs_days_that_move(self) -> None:
        evidence = DateEvidence()
        evidence.take("2024-01-05")
        assert evidence.is_newest_first(None) is None
        evidence.take("2024-01-04")
        assert evidence.is_newest_first(None) is True

    def test_text_without_that_mark_proves_nothing(self) -> None:
        assert order_of_texts(["from 31.01.2024"], "/") is None
        assert order_of_texts(["from 31.01.2024"], "") is None
        assert order_of_texts(["from 31.01.2024"], ".") == "dmy"
