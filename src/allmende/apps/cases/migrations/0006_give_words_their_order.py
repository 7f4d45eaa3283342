from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_give_the_inbox_its_order"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="caseword", name="case_by_word"),
        migrations.AddIndex(
            model_name="caseword",
            index=models.Index(fields=["city", "word", "-id", "case"], name="case_by_word_latest"),
        ),
    ]
