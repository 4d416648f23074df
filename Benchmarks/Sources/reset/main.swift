import BenchmarkSupport
import Questions

Question.reset.run()
