"""Forms of applications: a small, documented part of JSON Schema 2020-12 with words and pages (`x-…`).

`subset` says what may be written, `fields` turns a schema into pages of fields, `visibility` decides what is asked
after some answers, `validation` judges answers and says what is wrong in words. All pure.
"""
